import { z } from 'zod';
import { auditEntry } from './audit-entry.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** auditEvent is an event as it is stored, one a line. */
export const auditEvent = z.strictObject({
  /** When it was recorded, UTC. Order goes by `seq`: clocks jump. */
  ts: z.iso.datetime({ precision: 3 }),
  /** 1 for the first event, then without gaps, across files. */
  seq: z.int().min(1),
  event_id: z.uuidv7(),
  ...auditEntry.shape,
  metadata: auditEntry.shape.metadata.unwrap(),
  /** `hash` of the event before; 64 zeros for the first one. */
  prev_hash: sha256,
  /** SHA-256 of this event without `hash`, as canonical JSON. */
  hash: sha256,
});

export type AuditEvent = z.output<typeof auditEvent>;
