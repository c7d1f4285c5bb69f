import { fittingEvent } from './fitting-event.js';
import type { JobEvent } from './job-event.js';
import { told } from './job-failure.js';
import type { JobOutcome } from './job-run.js';

/** outcomeEvent is what the readers of a job's events learn of its end. */
export function outcomeEvent({ result, value, error }: JobOutcome): JobEvent {
  const failure = error === undefined ? {} : told(error);
  return fittingEvent({ type: 'outcome', result, ...(value !== undefined && { value }), ...failure });
}
