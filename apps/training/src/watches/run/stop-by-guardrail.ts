import { DomainError } from '@app/kernel';
import { hasEnded, stopJob, type StopParts } from '../../jobs/index.js';
import type { GuardStop } from './watch-record.js';
import { WATCH_LIMITS } from './watch-limits.js';

/** stopByGuardrail tries until the job is seen to have ended, which alone counts as a stop, or it has tried enough. */
export async function stopByGuardrail(
  parts: StopParts,
  jobId: string,
  signal: AbortSignal,
): Promise<GuardStop> {
  for (let attempts = 1; ; attempts += 1) {
    const stop = { attempts, ...(await tryToStop(parts, jobId, signal)) };
    if (stop.stopped || attempts === WATCH_LIMITS.stopAttempts) return stop;
    await parts.timer.after(WATCH_LIMITS.msBetweenStops, signal);
  }
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
