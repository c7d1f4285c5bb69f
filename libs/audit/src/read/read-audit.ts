import type { AuditEvent } from '../event/audit-event.js';
import { passes, textsOf, type AuditFilter } from './audit-filter.js';
import { eventsBackwards } from './stored-events.js';

export const MOST_EVENTS = 1_000;

export interface AuditQuery extends AuditFilter {
  /** At most this many events; 1 to MOST_EVENTS. */
  readonly limit: number;
  /** Only events with a smaller number: goes on where an earlier answer ended. */
  readonly before?: number;
}

/** readAudit returns the newest events that pass, newest first. It stops reading when it has enough, or at `signal`. */
export async function readAudit(
  folder: string,
  query: AuditQuery,
  signal?: AbortSignal,
): Promise<AuditEvent[]> {
  const { limit, before, ...filter } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_EVENTS) {
    throw new RangeError(`limit: got ${limit}, wanted a whole number from 1 to ${MOST_EVENTS}`);
  }
  const found: AuditEvent[] = [];
  for await (const event of eventsBackwards(folder, textsOf(filter), before)) {
    signal?.throwIfAborted();
    if (passes(event, filter) && found.push(event) === limit) break;
  }
  return found;
}
