import type { AuditAction, AuditResult } from '../event/audit-action.js';
import type { AuditEvent } from '../event/audit-event.js';

/** AuditFilter names what events must have; what it does not name may be anything. */
export interface AuditFilter {
  /** Recorded at this time or later. */
  readonly since?: Date;
  /** Recorded before this time. */
  readonly until?: Date;
  readonly action?: AuditAction;
  readonly resource?: string;
  readonly actor?: string;
  readonly result?: AuditResult;
}

const EQUAL = ['action', 'resource', 'actor', 'result'] as const;

export function passes(event: AuditEvent, filter: AuditFilter): boolean {
  const time = Date.parse(event.ts);
  if (filter.since !== undefined && time < filter.since.getTime()) return false;
  if (filter.until !== undefined && time >= filter.until.getTime()) return false;
  return EQUAL.every((field) => filter[field] === undefined || filter[field] === event[field]);
}
