import { z } from 'zod';
import { malformed } from '../backend-errors.js';
import type { LogPart } from '../job.js';

const part = z.object({ log: z.string(), offset: z.number().optional(), reset: z.boolean().optional() });

/** What the backend sends, with success, in place of a log that it could not read. */
const UNREADABLE = 'Error reading log file';

/** logPartOf is a part of a log; backends that know no offsets send the end of the log each time, which is a reset. */
export function logPartOf(body: unknown, wasAskedFrom: number | undefined): LogPart {
  const read = part.safeParse(body);
  if (!read.success) throw malformed('something that is no log', read.error);
  const { log: text, offset = Buffer.byteLength(text), reset } = read.data;
  if (text === UNREADABLE && offset === 0) throw malformed('a log that it cannot read itself');
  return { text, offset, reset: wasAskedFrom === undefined || (reset ?? read.data.offset === undefined) };
}
