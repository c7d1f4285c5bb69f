import { createHash } from 'node:crypto';
import { uuidv7 } from '@app/kernel';
import type { CheckedEntry } from './audit-entry.js';
import { auditEvent, type AuditEvent } from './audit-event.js';
import { canonicalJson } from './canonical-json.js';

/** ChainLink is where the chain has got to: the last event's number and hash. */
export interface ChainLink {
  readonly seq: number;
  readonly hash: string;
}

/** What an event that has no predecessor points back to. */
export const CHAIN_START: ChainLink = Object.freeze({ seq: 0, hash: '0'.repeat(64) });

/** sealEvent makes the event that follows `previous`; `time` is in milliseconds since the Unix epoch. */
export function sealEvent(entry: CheckedEntry, time: number, previous: ChainLink): AuditEvent {
  const unsealed = {
    ts: new Date(time).toISOString(),
    seq: previous.seq + 1,
    event_id: uuidv7(),
    ...entry,
    prev_hash: previous.hash,
  };
  return { ...unsealed, hash: hashOf(unsealed) };
}

/** lineOf is the event's one way to be written, line end included. */
export function lineOf(event: AuditEvent): string {
  return `${canonicalJson(event)}\n`;
}

/** openLine returns the event in a line's bytes (without the line end), or undefined when one byte is not ours. */
export function openLine(bytes: Buffer): AuditEvent | undefined {
  const value = parsed(bytes.toString());
  if (!isStoredEvent(value) || !Buffer.from(canonicalJson(value)).equals(bytes)) return undefined;
  const { hash, ...unsealed } = value;
  return hashOf(unsealed) === hash ? value : undefined;
}

/**
 * hashesOf tells, of a line that openLine refuses, the event's number and what its hash says beside what it is, as far as
 * the line can be read at all.
 */
export function hashesOf(bytes: Buffer): { seq?: number; wanted_hash?: string; found_hash?: string } {
  const value = parsed(bytes.toString());
  if (!isStoredEvent(value)) return {};
  const { hash, ...unsealed } = value;
  const found = hashOf(unsealed);
  return { seq: value.seq, ...(found !== hash && { wanted_hash: hash, found_hash: found }) };
}

/** follows tells whether an event is the one that comes right after `previous`. */
export function follows(event: AuditEvent, previous: ChainLink): boolean {
  return event.seq === previous.seq + 1 && event.prev_hash === previous.hash;
}

/** The checked value itself is used, not a copy: a copy could lose members (`__proto__`). */
function isStoredEvent(value: unknown): value is AuditEvent {
  return auditEvent.safeParse(value).success;
}

function hashOf(unsealed: object): string {
  return createHash('sha256').update(canonicalJson(unsealed)).digest('hex');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
