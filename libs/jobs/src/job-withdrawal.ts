import { systemClock, type Clock } from '@app/kernel';
import type { JobEvents } from './job-events.js';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import type { JobQueues } from './job-queues.js';
import { throughRedis } from './redis-failure.js';

/** JobWithdrawal takes back jobs that no worker has begun. */
export class JobWithdrawal {
  constructor(
    private readonly queues: JobQueues,
    private readonly events: JobEvents,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * claim takes the job's claim in a worker's stead: from then on none will begin it, also when its record comes back.
   * It returns false when the claim is another's, who may have begun the job, and may be repeated by its `taker`.
   */
  async claim(jobId: string, taker: string): Promise<boolean> {
    const key = keys.claim(jobId);
    const mark = `${taker} ${new Date(this.clock.now()).toISOString()}`;
    return throughRedis(async () => {
      if ((await this.queues.redis.set(key, mark, 'PX', RECORDS_KEPT_MS, 'NX')) === 'OK') return true;
      return (await this.queues.redis.get(key))?.startsWith(`${taker} `) === true;
    });
  }

  /** discard removes a claimed job from its queue and tells its readers why it never ran. */
  async discard(jobId: string, code: string, message: string): Promise<void> {
    const found = await this.queues.find(jobId);
    await this.events.publish(jobId, { type: 'outcome', result: 'refused', code, message });
    if (found !== undefined) await throughRedis(() => found.queue.remove(jobId));
  }
}
