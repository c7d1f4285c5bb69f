import type { JobEvents } from './job-events.js';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import type { JobQueue, JobQueues } from './job-queues.js';
import { throughRedis } from './redis-failure.js';

/**
 * What a request to cancel came to: the job was still waiting and is gone; its worker was told; it had ended before;
 * or there is no record of it.
 */
export type CancelAnswer = 'removed' | 'requested' | 'ended' | 'unknown';

/** JobCanceller asks for the end of a job. A cancelled job never runs again. */
export class JobCanceller {
  constructor(
    private readonly queues: JobQueues,
    private readonly events: JobEvents,
  ) {}

  /** requestCancel may be repeated. After `removed` it is the caller who records the outcome and frees the services. */
  async requestCancel(jobId: string): Promise<CancelAnswer> {
    const found = await this.queues.find(jobId);
    if (found === undefined) return 'unknown';
    const state = await throughRedis(() => found.job.getState());
    if (state === 'completed' || state === 'failed') return 'ended';
    return (await this.removed(found.queue, jobId)) ? this.sayRemoved(jobId) : 'requested';
  }

  /** The key is set first: a worker that takes the job at this instant, or misses the message, finds it. */
  private async removed(queue: JobQueue, jobId: string): Promise<boolean> {
    const { redis } = this.queues;
    return throughRedis(async () => {
      await redis.set(keys.cancel(jobId), '1', 'PX', RECORDS_KEPT_MS);
      if ((await queue.remove(jobId)) === 1) return true;
      await redis.publish(keys.cancelChannel, jobId);
      return false;
    });
  }

  /** A job that was claimed had run to its end between our look and its removal. */
  private async sayRemoved(jobId: string): Promise<CancelAnswer> {
    if ((await throughRedis(() => this.queues.redis.exists(keys.claim(jobId)))) === 1) return 'ended';
    const message = 'the job was cancelled while it waited; nothing was changed';
    await this.events.publish(jobId, {
      type: 'outcome',
      result: 'cancelled',
      code: 'job_cancelled',
      message,
    });
    return 'removed';
  }
}
