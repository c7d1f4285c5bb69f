import type { Backend, Job } from '../../backend/index.js';
import { hasEnded } from '../../jobs/index.js';
import type { WatchRecord } from './watch-record.js';

/**
 * sawStart tells whether a job does what it was started for, when the answer to its start was lost: it waits in a queue
 * that runs, or is not as it was before. A queue that may stand still is started. Throws what the backend throws then.
 */
export async function sawStart(
  backend: Pick<Backend, 'startQueue'>,
  job: Job,
  { status_before, start_step }: Pick<WatchRecord, 'status_before' | 'start_step'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (job.status === 'queued') await backend.startQueue(job.gpuIds, signal);
  return !hasEnded(job.status) || job.status !== status_before || job.step !== start_step;
}
