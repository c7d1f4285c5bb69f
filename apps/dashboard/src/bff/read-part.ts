import { DOOR_ERRORS, problemDialect, type ErrorTable } from '@app/http';
import { DomainError, type JsonValue } from '@app/kernel';
import { DASHBOARD_ERRORS } from '../dashboard-errors.js';

/** ReadPart is the whole answer to a read. */
export interface ReadPart {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STATUSES: ErrorTable = { ...DOOR_ERRORS, ...DASHBOARD_ERRORS };

/** knownPart is what the dashboard itself knows. */
export function knownPart(known: object): ReadPart {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status: 200, headers, body: JSON.stringify(known) };
}

/** refusedPart is the problem that the read alone would have been answered with. */
export function refusedPart(error: DomainError, requestId: string): ReadPart {
  const status = STATUSES[error.code] ?? 500;
  const { contentType, body } = problemDialect(error, status, requestId);
  const { retryAfter } = error;
  const headers = {
    'content-type': contentType,
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  };
  return { status, headers, body: JSON.stringify(body) };
}

/** jsonIn reads the body of an answer; `what` names it. Throws `upstream_malformed`. */
export function jsonIn({ body }: ReadPart, what: string): JsonValue {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    throw new DomainError('upstream_malformed', `${what} cannot be understood: it is not JSON`);
  }
}
