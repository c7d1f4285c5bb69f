import {
  opsAuditHead,
  opsAuditRead,
  opsAuditVerificationsCancel,
  opsAuditVerificationsGet,
  opsAuditVerificationsList,
  opsAuditVerificationsStart,
} from './generated/index.js';
import type {
  OpsAuditEventAnswer,
  OpsAuditReadData,
  OpsAuditVerificationAnswer,
  OpsSignedHeadAnswer,
} from './generated/index.js';

export type AuditEvent = OpsAuditEventAnswer;
/** What ops verifies, or has verified since it was started. */
export type Verification = OpsAuditVerificationAnswer;
export type AuditHead = OpsSignedHeadAnswer;
type Query = NonNullable<OpsAuditReadData['query']>;

/**
 * AuditFilter names what events must have, exactly, or how their resource begins; what is not named may be anything. Times
 * are RFC 3339.
 */
export type AuditFilter = Pick<
  Query,
  'since' | 'until' | 'action' | 'resource' | 'resource_prefix' | 'actor' | 'result' | 'correlation_id'
>;

export interface AuditPage {
  readonly entries: readonly AuditEvent[];
  readonly total?: number;
  readonly total_is_exact?: boolean;
}

/** readAudit returns the newest events first; `before` goes on from an earlier answer. */
export function readAudit(
  query: AuditFilter & Pick<Query, 'limit' | 'before' | 'count'>,
  signal: AbortSignal,
): Promise<AuditPage> {
  return opsAuditRead({ query, signal });
}

/** readAuditUnder returns the newest events whose resource begins with `resource_prefix`, however old they are. */
export async function readAuditUnder(
  query: Pick<Query, 'action' | 'limit' | 'before' | 'since'> & { readonly resource_prefix: string },
  signal: AbortSignal,
): Promise<readonly AuditEvent[]> {
  return (await opsAuditRead({ query, signal })).entries;
}

export function readAuditHead(signal: AbortSignal): Promise<AuditHead> {
  return opsAuditHead({ signal });
}

/** startVerification answers soon; what takes longer goes on in ops, and is read by its id. */
export function startVerification(range: {
  readonly from: number;
  readonly to: number;
}): Promise<Verification> {
  return opsAuditVerificationsStart({ body: range });
}

export function readVerification(id: string, signal: AbortSignal): Promise<Verification> {
  return opsAuditVerificationsGet({ path: { id }, signal });
}

/** newestVerification is null when ops has done none since it was started. */
export async function newestVerification(signal: AbortSignal): Promise<Verification | null> {
  return (await opsAuditVerificationsList({ signal })).verifications[0] ?? null;
}

/** cancelVerification answers how it ended, which may be whole or broken. */
export function cancelVerification(id: string): Promise<Verification> {
  return opsAuditVerificationsCancel({ path: { id } });
}

/** exportPath is where all events that match are downloaded from, oldest first. */
export function exportPath(filter: AuditFilter, format: 'csv' | 'jsonl'): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/bff/ops/audit?${new URLSearchParams([...given, ['format', format]]).toString()}`;
}

/** timelinePath is the page of everything that belongs to one request. */
export function timelinePath(correlationId: string): string {
  return `/timeline/${encodeURIComponent(correlationId)}`;
}
