import { Queue, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { KEY_PREFIX, RECORDS_KEPT_MS, keys, queueName } from './job-names.js';
import type { JobPayload } from './job-payload.js';
import { redisFailure, throughRedis } from './redis-failure.js';

/** What BullMQ keeps of a job. */
export interface JobRecord {
  readonly payload: JobPayload;
  /** What the plan warned of. Beside the payload, for a worker refuses fields that it does not know in there. */
  readonly warnings?: readonly string[];
}

export type JobQueue = Queue<JobRecord, null>;
export type StoredJob = Job<JobRecord, null>;

/**
 * JobQueues holds a node's queue once it is asked for. BullMQ looks at Redis when a queue is made and stays broken if
 * that look fails, so a queue is made when Redis is there, and made anew after a failure. The connection must be a prompt one.
 */
export class JobQueues {
  private readonly made = new Map<string, Promise<JobQueue>>();

  constructor(readonly redis: Redis) {}

  /** of throws `queue_unavailable` at once while Redis is away. */
  async of(node: string): Promise<JobQueue> {
    const name = queueName(node);
    if (this.redis.status !== 'ready')
      throw redisFailure(new Error(`the connection is ${this.redis.status}`));
    const queue = this.made.get(name) ?? this.make(name);
    try {
      return await queue;
    } catch (error) {
      this.made.delete(name);
      throw redisFailure(error);
    }
  }

  /**
   * remember notes which node's queue is to hold a job, so that its id alone finds it. It resolves to whether that is
   * the first time: the note outlives every record, so an id without one is in no queue.
   */
  async remember({ intent_id, node }: JobPayload): Promise<boolean> {
    await this.redis.sadd(keys.nodes, node);
    return (await this.redis.set(keys.node(intent_id), node, 'PX', RECORDS_KEPT_MS, 'NX')) === 'OK';
  }

  /** find returns a job and its queue, or undefined when there is no record of it. */
  async find(jobId: string): Promise<{ queue: JobQueue; job: StoredJob } | undefined> {
    const node = await throughRedis(() => this.redis.get(keys.node(jobId)));
    if (node === null) return undefined;
    const queue = await this.of(node);
    const job: StoredJob | undefined = await throughRedis(() => queue.getJob(jobId));
    return job === undefined ? undefined : { queue, job };
  }

  async close(): Promise<void> {
    const queues = await Promise.allSettled(this.made.values());
    this.made.clear();
    for (const queue of queues) if (queue.status === 'fulfilled') await queue.value.close();
  }

  private make(name: string): Promise<JobQueue> {
    const queue: JobQueue = new Queue(name, {
      connection: this.redis,
      prefix: KEY_PREFIX,
      skipVersionCheck: true,
    });
    // The connection is ours and reports its own errors; without a listener each would end the process.
    queue.on('error', () => undefined);
    const ready = queue.waitUntilReady().then(() => queue);
    this.made.set(name, ready);
    return ready;
  }
}
