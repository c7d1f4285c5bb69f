import { DomainError } from '@app/kernel';
import type { Backend, Job } from '../backend/index.js';
import { hasEnded } from './ended.js';

/**
 * Launch is what became of a start. A refused one did nothing. Of an unclear one nobody knows: it may have come through,
 * may do so yet, or the job waits in a queue that does not run.
 */
export type Launch =
  | { readonly outcome: 'started'; readonly job: Job; readonly notes: readonly string[] }
  | { readonly outcome: 'refused'; readonly error: DomainError }
  | { readonly outcome: 'unclear'; readonly error: DomainError; readonly job: Job | undefined };

/** Of these the backend has said that it did not do what it was asked to. */
const REFUSALS = ['backend_failed', 'backend_unauthorized', 'job_not_found', 'invalid_argument'];

/**
 * launchJob tells the backend to start a job. It looks at the job after that: the backend's own answers show the state
 * before, and an answer that is an error, or does not come, says nothing of the start. Not to be cancelled half way.
 */
export async function launchJob(backend: Backend, saved: Job): Promise<Launch> {
  const failure = await errorOf(backend.start(saved));
  const seen = await lookAt(backend, saved.id);
  if (failure === undefined) return startedAs(seen, saved);
  if (seen === undefined) return { outcome: 'unclear', error: failure, job: undefined };
  if (!hasEnded(seen.status)) return await arrived(backend, seen);
  return REFUSALS.includes(failure.code)
    ? { outcome: 'refused', error: failure }
    : { outcome: 'unclear', error: failure, job: undefined };
}

function startedAs(seen: Job | undefined, saved: Job): Launch {
  if (seen !== undefined) return { outcome: 'started', job: seen, notes: [] };
  const note = 'The backend took the start, and could not be asked since how the job stands.';
  return { outcome: 'started', job: { ...saved, status: 'queued' }, notes: [note] };
}

/** The job was queued all the same; what failed may have been the start of its queue. */
async function arrived(backend: Backend, job: Job): Promise<Launch> {
  const failure = job.status === 'queued' ? await errorOf(backend.startQueue(job.gpuIds)) : undefined;
  if (failure !== undefined) return { outcome: 'unclear', error: failure, job };
  return { outcome: 'started', job, notes: [] };
}

async function lookAt(backend: Backend, id: string): Promise<Job | undefined> {
  try {
    return await backend.job(id);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

async function errorOf(work: Promise<void>): Promise<DomainError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
