import type { JsonValue } from '@app/kernel';
import type { JobResult } from './job-event.js';
import type { JobPayload } from './job-payload.js';
import type { ServiceFence } from './service-fence.js';
import type { LockRef } from './service-locks.js';

export interface JobContext {
  /** Aborts when the job is cancelled, when its hold on the services is lost, or when the worker must go. */
  readonly signal: AbortSignal;
  /** `fence.check()` belongs before each call that changes something. */
  readonly fence: ServiceFence;
  /** Both tell the readers of the job's events; neither fails the job when Redis is away. */
  progress(step: string, percent?: number): Promise<void>;
  log(line: string): Promise<void>;
}

/** A handler does the action and returns what is worth telling about it, a few kilobytes of JSON at most. */
export type JobHandler = (payload: JobPayload, context: JobContext) => Promise<JsonValue>;

/** How a job ended, for the audit. Times are RFC 3339. */
export interface JobOutcome {
  readonly jobId: string;
  readonly payload: JobPayload;
  readonly result: Exclude<JobResult, 'interrupted'>;
  /** Whether the handler was started; if not, nothing was touched. */
  readonly acted: boolean;
  readonly value?: JsonValue;
  /** The failure as it was thrown; it stays in this process. */
  readonly error?: unknown;
  readonly startedAt: string;
  readonly endedAt: string;
}

export interface RunnerSettings {
  readonly handler: JobHandler;
  /** The services that a job needs for itself. */
  readonly locate: (payload: JobPayload) => readonly LockRef[];
  /** Told of every end, before Redis is; also when Redis is gone. */
  readonly onOutcome: (outcome: JobOutcome) => Promise<void>;
  /** The term of the hold on a job's services, renewed thrice within it. */
  readonly serviceLockMs: number;
  /** How long a job waits for services that another job holds. */
  readonly serviceWaitMs: number;
}
