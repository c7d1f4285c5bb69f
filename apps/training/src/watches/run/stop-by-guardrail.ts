import { DomainError } from '@app/kernel';
import { hasEnded, stopJob, type StopParts } from '../../jobs/index.js';
import type { GuardStop } from './watch-record.js';
import { WATCH_LIMITS } from './watch-limits.js';

/**
 * stopByGuardrail tries until the job is seen to have ended, which alone counts as a stop, or it has tried enough.
 * `mayGoOn` is asked between the attempts, which take long.
 */
export async function stopByGuardrail(
  parts: StopParts,
  jobId: string,
  mayGoOn: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<GuardStop> {
  for (let attempts = 1; ; attempts += 1) {
    const stop = { attempts, ...(await tryToStop(parts, jobId, signal)) };
    if (stop.stopped || attempts === WATCH_LIMITS.stopAttempts || !(await mayGoOn())) return stop;
    await parts.timer.after(WATCH_LIMITS.msBetweenStops, signal);
  }
}

/** Of a job that is found stopped by a server that took the watch up from one which died while it stopped the job. */
export function foundStopped(): GuardStop {
  const error = 'how the stop went could not be noted; the job was found stopped afterwards';
  return { attempts: 1, stopped: true, result: null, error };
}

/** Whether it ended by itself before it was told to; one that is found stopped later obeyed an earlier attempt. */
export function endedByItself({ attempts, result }: GuardStop): boolean {
  const { status_before: before = '' } = result ?? {};
  return hasEnded(before) && (attempts === 1 || before !== 'stopped');
}

async function tryToStop(
  parts: StopParts,
  jobId: string,
  signal: AbortSignal,
): Promise<Omit<GuardStop, 'attempts'>> {
  try {
    const result = await stopJob(parts, jobId, signal);
    return { stopped: result.stopped, result, error: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DomainError)) throw error;
    return { stopped: false, result: null, error: `${error.code}: ${error.message}` };
  }
}
