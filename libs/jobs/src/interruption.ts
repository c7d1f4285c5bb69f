import { ALREADY_STARTED } from './job-failure.js';

/** The reasons by which BullMQ fails, without running it, a job whose worker died. */
const OF_DEAD_WORKERS = ['job stalled more than allowable limit', 'job started more than allowable limit'];

/** isInterruption tells a job that was cut off, and may have done anything, from one that failed by itself. */
export function isInterruption(failedReason: string): boolean {
  return OF_DEAD_WORKERS.includes(failedReason) || failedReason.startsWith(`${ALREADY_STARTED}:`);
}
