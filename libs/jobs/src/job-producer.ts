import { randomUUID } from 'node:crypto';
import type { JobEvents } from './job-events.js';
import type { JobQueue, JobQueues } from './job-queues.js';
import { LARGEST_PAYLOAD_BYTES, parseJobPayload, type JobPayload } from './job-payload.js';
import { queueFull, throughRedis } from './redis-failure.js';

export interface ProducerSettings {
  /** A queue with so many waiting jobs takes no more; producers at the same instant may pass it by one each. */
  readonly mostWaiting: number;
  /** How many ended jobs a queue keeps, of each kind. */
  readonly keptJobs: number;
  /** How long an ended job is kept at most, in seconds. */
  readonly keptSeconds: number;
}

export const producerDefaults: ProducerSettings = {
  mostWaiting: 100,
  keptJobs: 1_000,
  keptSeconds: 12 * 3_600,
};

export interface Enqueued {
  readonly jobId: string;
  /** False when the queue held a job of this intent already; nothing was changed then. */
  readonly isNew: boolean;
}

/** JobProducer puts announced actions into their node's queue. */
export class JobProducer {
  constructor(
    private readonly queues: JobQueues,
    private readonly events: JobEvents,
    private readonly settings: ProducerSettings = producerDefaults,
  ) {}

  /**
   * enqueue adds the job whose id is the intent's. It throws `invalid_job`, `queue_full` (too many wait, or Redis is
   * out of memory) or, within two seconds, `queue_unavailable`. After the last the job may have been added:
   * enqueueing it again is safe and tells.
   */
  async enqueue(given: JobPayload): Promise<Enqueued> {
    const payload = parseJobPayload(given);
    const queue = await this.queues.of(payload.node);
    return throughRedis(async () => {
      const present = await queue.getJob(payload.intent_id);
      if (present !== undefined) return { jobId: payload.intent_id, isNew: false };
      await this.refuseOverlong(queue);
      return this.add(queue, payload);
    });
  }

  /** BullMQ answers the same for an id that is there already; the ticket of the stored record tells whose it is. */
  private async add(queue: JobQueue, payload: JobPayload): Promise<Enqueued> {
    const ticket = randomUUID();
    await this.queues.remember(payload);
    await this.events.publish(payload.intent_id, { type: 'queued' });
    await queue.add(payload.action, { payload, ticket }, this.options(payload.intent_id));
    const stored = await queue.getJob(payload.intent_id);
    return { jobId: payload.intent_id, isNew: stored === undefined || stored.data.ticket === ticket };
  }

  private async refuseOverlong(queue: JobQueue): Promise<void> {
    const waiting = await queue.getWaitingCount();
    if (waiting < this.settings.mostWaiting) return;
    throw queueFull(`${waiting} jobs wait for this node already; at most ${this.settings.mostWaiting} may`);
  }

  private options(jobId: string) {
    const kept = { count: this.settings.keptJobs, age: this.settings.keptSeconds };
    return {
      jobId,
      attempts: 1,
      removeOnComplete: kept,
      removeOnFail: kept,
      // A stack names paths, and Redis is readable by every app.
      stackTraceLimit: 0,
      sizeLimit: LARGEST_PAYLOAD_BYTES + TICKET_BYTES,
    };
  }
}

const TICKET_BYTES = 128;
