import { DomainError } from '@app/kernel';
import type { JobStart, JobStarter, SavedJob } from '../../jobs/index.js';
import type { Watches, WatchRecord } from '../run/index.js';
import { unwatchedRun, type Attempt, type GuardedRun } from './guarded-run-output.js';

interface Parts {
  readonly starter: JobStarter;
  readonly watches: Watches;
}

/**
 * startUnderGuard starts the job of an attempt and begins its watch; gives the id of the watch, or the outcome when there
 * is nothing to watch. The record of the watch is kept before the backend is asked to start the job: a job that may have
 * been started is watched, whatever became of the answer, and of this server.
 */
export async function startUnderGuard(
  { starter, watches }: Parts,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<string | GuardedRun> {
  let record: WatchRecord | undefined;
  const ready = async ({ job, stepBefore }: SavedJob) => {
    const wanted = { ...attempt, jobId: job.id, startStep: stepBefore, statusBefore: job.status };
    record = await watches.prepare(wanted);
  };
  const isWatched = attempt.options.monitor_seconds > 0;
  const start = await startOrError(starter, { ...attempt, ready: isWatched ? ready : undefined }, signal);
  if (start instanceof DomainError) return failed(attempt, start);
  if (record === undefined) return unwatched(attempt, start);
  if (start.launch.outcome === 'refused') {
    await watches.drop(record);
    return unwatched(attempt, start);
  }
  const watch = await watches.begin(record, start.launch.outcome === 'started' ? 'seen' : 'asked');
  return watch.record.id;
}

/** An error of the backend is an outcome of the attempt; others are the caller's. */
async function startOrError(
  starter: JobStarter,
  ...request: Parameters<JobStarter['start']>
): Promise<JobStart | DomainError> {
  try {
    return await starter.start(...request);
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('backend_')) return error;
    throw error;
  }
}

function unwatched(attempt: Attempt, { saved, launch }: JobStart): GuardedRun {
  const { id: job_id } = saved.job;
  if (launch.outcome === 'started')
    return unwatchedRun(attempt, {
      status: 'started',
      started: true,
      job_id,
      final_status: launch.job.status,
      warnings: [...launch.notes],
    });
  const unclear = launch.outcome === 'unclear' && 'It may have been started: ask for its status.';
  return { ...failed(attempt, launch.error), job_id, warnings: unclear === false ? [] : [unclear] };
}

function failed(attempt: Attempt, { code, message }: DomainError): GuardedRun {
  return unwatchedRun(attempt, {
    status: 'start_failed',
    started: false,
    error: `${code}: ${message}`,
  });
}
