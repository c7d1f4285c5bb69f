import type { Redis } from 'ioredis';
import { keys } from './job-names.js';
import { throughRedis } from './redis-failure.js';
import type { Troubles } from './troubles.js';

const POLL_MS = 1_000;

/**
 * CancelWatch tells running jobs that somebody asked for their end: at once by a message, and within a second by
 * the key behind it when the message was missed.
 */
export class CancelWatch {
  private readonly heeded = new Map<string, () => void>();
  private readonly timer: NodeJS.Timeout;

  /** `subscriber` is a patient connection for this alone; `redis` a brief one. */
  constructor(
    private readonly redis: Redis,
    subscriber: Redis,
    private readonly troubles: Troubles,
  ) {
    subscriber.on('message', (_channel, jobId) => this.heeded.get(jobId)?.());
    subscriber.subscribe(keys.cancelChannel).catch((error: unknown) => troubles.report('cancel', error));
    this.timer = setInterval(() => void this.look(), POLL_MS).unref();
  }

  async isCancelled(jobId: string): Promise<boolean> {
    return (await throughRedis(() => this.redis.exists(keys.cancel(jobId)))) === 1;
  }

  /** heed calls back when the job is cancelled, until the returned function is called. */
  heed(jobId: string, onCancel: () => void): () => void {
    this.heeded.set(jobId, onCancel);
    return () => void this.heeded.delete(jobId);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    const jobIds = [...this.heeded.keys()];
    if (jobIds.length === 0 || this.redis.status !== 'ready') return;
    try {
      const marks = await this.redis.mget(jobIds.map((jobId) => keys.cancel(jobId)));
      for (const [index, jobId] of jobIds.entries()) if (marks[index]) this.heeded.get(jobId)?.();
    } catch (error) {
      this.troubles.report('cancel', error);
    }
  }
}
