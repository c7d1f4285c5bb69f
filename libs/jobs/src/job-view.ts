import { isInterruption } from './interruption.js';
import type { JobEnd } from './job-end.js';
import type { JobPayload } from './job-payload.js';
import type { StoredJob } from './job-queues.js';
import type { JobState, QueueState } from './job-state.js';

/** A job as Redis knows it; the audit is the record that counts. Times are RFC 3339. */
export interface JobView {
  readonly jobId: string;
  readonly payload: JobPayload;
  /** What its plan warned of; absent of a job whose producer did not say. */
  readonly warnings?: readonly string[];
  readonly state: JobState;
  /** How it ended, of a job that has. */
  readonly end?: JobEnd;
  /** `code: message` of a job that failed. */
  readonly failure?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
}

/** jobView reads a record of the queue; how the job ended stands elsewhere. */
export function jobView(job: StoredJob, state: QueueState): JobView {
  const interrupted = state === 'failed' && isInterruption(job.failedReason);
  return {
    jobId: job.data.payload.intent_id,
    payload: job.data.payload,
    ...(job.data.warnings && { warnings: job.data.warnings }),
    state: interrupted ? 'interrupted' : state,
    ...(state === 'failed' ? { failure: job.failedReason } : {}),
    ...(job.processedOn === undefined ? {} : { startedAt: new Date(job.processedOn).toISOString() }),
    ...(job.finishedOn === undefined ? {} : { endedAt: new Date(job.finishedOn).toISOString() }),
  };
}
