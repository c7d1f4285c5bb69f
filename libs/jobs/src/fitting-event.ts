import { LARGEST_EVENT_BYTES, type JobEvent } from './job-event.js';

/** Room for what stands beside an event where it is kept, in Redis and in the audit. */
const BESIDE_BYTES = 1_024;
const LONGEST_MESSAGE = 4_096;

/** fittingEvent returns an end that can be kept: how a job ended must never be lost for the size of its details. */
export function fittingEvent<E extends JobEvent>(event: E): E {
  const short = 'message' in event ? { ...event, message: event.message?.slice(0, LONGEST_MESSAGE) } : event;
  if (Buffer.byteLength(JSON.stringify(short)) <= LARGEST_EVENT_BYTES - BESIDE_BYTES) return short;
  const left = 'the details were too large to keep';
  return short.type === 'verdict' ? { ...short, evidence: left } : { ...short, value: left };
}
