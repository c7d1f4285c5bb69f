import { fittingWarnings, LARGEST_WARNINGS_BYTES } from './fitting-warnings.js';
import type { JobEvents } from './job-events.js';
import type { JobQueues, JobRecord } from './job-queues.js';
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
   * enqueueing it again is safe, for a queue takes an id once. The warnings of its plan are kept with the job.
   */
  async enqueue(given: JobPayload, warnings?: readonly string[]): Promise<Enqueued> {
    const payload = parseJobPayload(given);
    const queue = await this.queues.of(payload.node);
    const jobId = payload.intent_id;
    return throughRedis(async () => {
      // Only an id that was remembered before can be in the queue, so the first time nothing is looked up.
      const [isFirst, waiting] = await Promise.all([this.queues.remember(payload), queue.getWaitingCount()]);
      if (!isFirst && (await queue.getJob(jobId)) !== undefined) return { jobId };
      this.refuseOverlong(waiting);
      await this.events.publish(jobId, { type: 'queued' });
      await queue.add(payload.action, recordOf(payload, warnings), this.options(jobId));
      return { jobId };
    });
  }

  private refuseOverlong(waiting: number): void {
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
      sizeLimit: LARGEST_PAYLOAD_BYTES + LARGEST_WARNINGS_BYTES + WRAPPING_BYTES,
    };
  }
}

/** What a record holds beside its payload and its warnings. */
const WRAPPING_BYTES = 128;

function recordOf(payload: JobPayload, warnings: readonly string[] | undefined): JobRecord {
  return { payload, ...(warnings && { warnings: fittingWarnings(warnings) }) };
}
