import { sign, verify, type KeyLike } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../event/canonical-json.js';

/** auditHead is where the log had got to, signed: kept elsewhere, it proves later that nothing before was changed. */
export const auditHead = z.strictObject({
  seq: z.int().min(0),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** How many events the files held then; older ones had been removed by retention. */
  count: z.int().min(0),
  at: z.iso.datetime({ precision: 3 }),
  /** Ed25519 over the other members as canonical JSON, in base64. */
  signature: z.base64(),
});

export type AuditHead = z.output<typeof auditHead>;

export function signHead(unsigned: Omit<AuditHead, 'signature'>, privateKey: KeyLike): AuditHead {
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), privateKey).toString('base64') };
}

/** signatureHolds tells whether the holder of the key has signed this head, member by member. */
export function signatureHolds({ signature, ...unsigned }: AuditHead, publicKey: KeyLike): boolean {
  return verify(null, signedBytes(unsigned), publicKey, Buffer.from(signature, 'base64'));
}

function signedBytes(unsigned: Omit<AuditHead, 'signature'>): Buffer {
  return Buffer.from(canonicalJson(unsigned));
}
