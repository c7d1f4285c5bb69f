import { z } from 'zod';
import { auditHead, type AuditHead } from './audit-head.js';

/** A head as it is exported, and a head with its key as ops answers with it. */
const withKey = z.object({ head: auditHead, public_key: z.string() });
const kept = z.union([auditHead, withKey]);

export interface KeptHead {
  readonly head: AuditHead;
  /** SPKI, PEM. */
  readonly publicKey: string | undefined;
}

/** keptHead reads a head that was kept elsewhere. Throws when the text is none. */
export function keptHead(text: string): KeptHead {
  const read = kept.safeParse(JSON.parse(text)).data;
  if (read === undefined) throw new Error('this is neither a head nor an answer that holds one');
  return 'head' in read
    ? { head: read.head, publicKey: read.public_key }
    : { head: read, publicKey: undefined };
}
