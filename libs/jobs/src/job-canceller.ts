import { z } from 'zod';
import type { JobEvents } from './job-events.js';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import type { JobQueue, JobQueues, StoredJob } from './job-queues.js';
import { CHANGES } from './plan.js';
import { throughRedis } from './redis-failure.js';

/**
 * What a request to cancel came to: the job was still waiting and is gone; its worker was told; it had ended before;
 * or there is no record of it.
 */
export type CancelAnswer = 'removed' | 'requested' | 'ended' | 'unknown';

const subject = z.object({
  node: z.string(),
  services: z.array(z.string()),
  action: z.enum(CHANGES),
});
/** What a job whose end was asked for was about, also when its record is gone. */
export type CancelledSubject = z.output<typeof subject>;

/** JobCanceller asks for the end of a job. A cancelled job never runs again. */
export class JobCanceller {
  constructor(
    private readonly queues: JobQueues,
    private readonly events: JobEvents,
  ) {}

  /**
   * requestCancel may be repeated, and then answers what it did first. After `removed` it is the caller who records the
   * outcome.
   */
  async requestCancel(jobId: string): Promise<CancelAnswer> {
    const found = await this.queues.find(jobId);
    if (found === undefined) return (await this.asked(jobId)) ? this.sayRemoved(jobId) : 'unknown';
    const state = await throughRedis(() => found.job.getState());
    if (state === 'completed' || state === 'failed') return 'ended';
    return (await this.removed(found.queue, found.job)) ? this.sayRemoved(jobId) : 'requested';
  }

  /** asked returns what the job was about whose end was asked for in the last day; undefined when it was not. */
  async asked(jobId: string): Promise<CancelledSubject | undefined> {
    const mark = await throughRedis(() => this.queues.redis.get(keys.cancel(jobId)));
    return mark === null ? undefined : subject.safeParse(JSON.parse(mark)).data;
  }

  /** The key is set first: a worker that takes the job at this instant, or misses the message, finds it. */
  private async removed(queue: JobQueue, { data: { payload } }: StoredJob): Promise<boolean> {
    const { redis } = this.queues;
    const { intent_id: jobId, node, services, action } = payload;
    return throughRedis(async () => {
      const mark = JSON.stringify({ node, services, action });
      await redis.set(keys.cancel(jobId), mark, 'PX', RECORDS_KEPT_MS);
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
