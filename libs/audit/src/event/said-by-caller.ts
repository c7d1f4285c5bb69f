import { claimsOf, isJsonObject, type JsonValue } from '@app/kernel';
import { fitsEvent, type AuditEntry } from './audit-entry.js';
import type { AuditEvent } from './audit-event.js';

/** The member of an event's metadata that holds what the caller of the request said of it: `origin`, `trace_id`. */
export const SAID_BY_CALLER = 'said_by_caller';

/**
 * withCallerClaims adds what the caller of an entry's request said of it, when this is done for that request. A claim is
 * left out where it would make the metadata too large: it is no reason not to record.
 */
export function withCallerClaims<T extends AuditEntry>(entry: T): T {
  const claims = claimsOf(entry.correlation_id);
  if (claims === undefined) return entry;
  const metadata = { ...entry.metadata, [SAID_BY_CALLER]: { ...claims } };
  return fitsEvent(metadata) ? { ...entry, metadata } : entry;
}

/** traceIdOf is the trace id that the caller of an event's request gave. */
export function traceIdOf({ metadata }: Pick<AuditEvent, 'metadata'>): string | undefined {
  const said = metadata[SAID_BY_CALLER] as JsonValue | undefined;
  const id = isJsonObject(said) ? said['trace_id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
