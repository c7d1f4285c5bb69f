import type { AuditAction, AuditResult } from '../event/audit-action.js';
import type { AuditEvent } from '../event/audit-event.js';
import { traceIdOf } from '../event/said-by-caller.js';

/** AuditFilter names what events must have; what it does not name may be anything. */
export interface AuditFilter {
  /** Recorded at this time or later. */
  readonly since?: Date;
  /** Recorded before this time. */
  readonly until?: Date;
  readonly action?: AuditAction;
  readonly resource?: string;
  /** How the resource begins, in printable ASCII. */
  readonly resource_prefix?: string;
  readonly actor?: string;
  readonly result?: AuditResult;
  readonly correlation_id?: string;
  /** The one that the caller gave. */
  readonly trace_id?: string;
}

const EQUAL = ['action', 'resource', 'actor', 'result', 'correlation_id'] as const;
const RAREST_FIRST = [
  'correlation_id',
  'trace_id',
  'resource',
  'resource_prefix',
  'actor',
  'action',
  'result',
] as const;

/**
 * textsOf is what the line of an event that passes must hold, as canonical JSON writes it: one text, of the field that
 * fewest events share. Empty when the filter names no field.
 */
export function textsOf(filter: AuditFilter): readonly string[] {
  const rarest = RAREST_FIRST.find((field) => filter[field] !== undefined);
  if (rarest === undefined) return [];
  const value = JSON.stringify(filter[rarest]);
  return [rarest === 'resource_prefix' ? `"resource":${value.slice(0, -1)}` : `"${rarest}":${value}`];
}

export function passes(event: AuditEvent, filter: AuditFilter): boolean {
  const time = Date.parse(event.ts);
  if (filter.since !== undefined && time < filter.since.getTime()) return false;
  if (filter.until !== undefined && time >= filter.until.getTime()) return false;
  if (!event.resource.startsWith(filter.resource_prefix ?? '')) return false;
  if (filter.trace_id !== undefined && filter.trace_id !== traceIdOf(event)) return false;
  return EQUAL.every((field) => filter[field] === undefined || filter[field] === event[field]);
}
