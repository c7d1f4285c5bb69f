import { JOB_RESULTS, VERDICTS, type JobEvent } from './job-event.js';
import { JOB_CANCELLED } from './job-failure.js';
import type { JobState } from './job-state.js';

/** How a job ended: its result, or, of one that was cut off, what a reconciler found out since. */
export const JOB_ENDS = [...JOB_RESULTS, ...VERDICTS] as const;
export type JobEnd = (typeof JOB_ENDS)[number];

/**
 * jobEnd tells how a job ended, by the last of its events, which readers of its stream see as well; where Redis did not
 * take that, by its record. Undefined of a job that has not ended.
 */
export function jobEnd(
  { state, failure }: { readonly state: JobState; readonly failure?: string },
  ending: JobEvent | undefined,
): JobEnd | undefined {
  if (state === 'waiting' || state === 'active') return undefined;
  if (ending?.type === 'verdict') return ending.verdict;
  if (ending?.type === 'outcome') return ending.result;
  if (state === 'completed') return 'ok';
  if (state === 'interrupted') return 'interrupted';
  return failure?.startsWith(`${JOB_CANCELLED}:`) === true ? 'cancelled' : 'error';
}
