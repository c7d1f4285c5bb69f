import { z } from 'zod';
import { checkedEntry, type AuditEntry, type CheckedEntry } from '../event/audit-entry.js';
import { withCallerClaims } from '../event/said-by-caller.js';
import { DomainError } from '@app/kernel';

/** The stream on which the other apps hand their events to the one that writes them. */
export const INBOX_STREAM = '{switchyard}:audit-inbox';
/** The stream's one field: an entry as JSON. */
export const INBOX_FIELD = 'entry';
/** The member of an event's metadata by which one that was shipped is known. */
export const SHIPPED_ID = 'shipped_id';

/** What shipping adds to the metadata of an entry. */
const marks = z.looseObject({
  /** The app that shipped it. */
  shipped_by: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  /** Given by the sender; an event that arrives twice is known by it. */
  shipped_id: z.uuidv7(),
  /** The sender's clock. */
  happened_at: z.iso.datetime({ precision: 3 }),
});
export type ShippedMarks = z.output<typeof marks>;

/** ShippedEntry is an entry as it travels, ready to be appended. */
export interface ShippedEntry extends CheckedEntry {
  readonly metadata: ShippedMarks;
}

/** shippedEntry marks an entry for its way, with what the caller of its request says of that; throws `audit_invalid`. */
export function shippedEntry(entry: AuditEntry, added: ShippedMarks): ShippedEntry {
  const metadata = { ...entry.metadata, ...added };
  return withMarks(checkedEntry(withCallerClaims({ ...entry, metadata })));
}

/** receivedEntry reads an entry that has arrived; throws `audit_invalid`. */
export function receivedEntry(text: string | undefined): ShippedEntry {
  return withMarks(checkedEntry(parsed(text) as AuditEntry));
}

/** Records about the log itself are the writer's alone: with them a log can be made to look whole. */
const OWN: ReadonlySet<string> = new Set(['audit_rotate', 'audit_verify', 'audit_export']);

function withMarks(entry: CheckedEntry): ShippedEntry {
  if (OWN.has(entry.action)) throw invalid(`action: ${entry.action} is recorded beside the log alone`);
  const { data, error } = marks.safeParse(entry.metadata);
  if (data !== undefined) return { ...entry, metadata: data };
  throw invalid(`metadata.${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid('it is not JSON');
    throw error;
  }
}

function invalid(problem: string): DomainError {
  return new DomainError('audit_invalid', `Not a shipped audit entry: ${problem}`);
}
