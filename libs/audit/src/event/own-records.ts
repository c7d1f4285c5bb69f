import { z } from 'zod';
import type { CheckedEntry } from './audit-entry.js';
import type { AuditEvent } from './audit-event.js';
import type { ChainLink } from './event-chain.js';

/** The log's records about itself: what a file continues, and what retention removed. */
const continuation = z.object({ previous_file: z.string(), last_seq: z.int(), last_hash: z.string() });
const removal = z.object({
  removed_files: z.array(z.string()),
  removed_from: z.int(),
  removed_through: z.int(),
  removed_hash: z.string(),
});

export type Continuation = z.output<typeof continuation>;
export type Removal = z.output<typeof removal>;

/** continuationEntry is the first record of every file but the first. */
export function continuationEntry(previousFile: string, last: ChainLink): CheckedEntry {
  const metadata: Continuation = { previous_file: previousFile, last_seq: last.seq, last_hash: last.hash };
  return ownEntry(metadata);
}

/** removalEntry is written before old files are removed. */
export function removalEntry(metadata: Removal): CheckedEntry {
  return ownEntry(metadata);
}

export function continuationOf(event: AuditEvent): Continuation | undefined {
  return event.action === 'audit_rotate' ? continuation.safeParse(event.metadata).data : undefined;
}

export function removalOf(event: AuditEvent): Removal | undefined {
  return event.action === 'audit_rotate' ? removal.safeParse(event.metadata).data : undefined;
}

function ownEntry(metadata: Continuation | Removal): CheckedEntry {
  return {
    action: 'audit_rotate',
    resource: 'audit',
    actor: 'system',
    result: 'ok',
    metadata: { ...metadata },
  };
}
