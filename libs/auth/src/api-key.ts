import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'sy-';
const STORED = /^sha256:([0-9a-f]{64})$/;

/** mintKey returns a new key of 256 random bits. A hash without salt or stretching is safe for such a key alone. */
export function mintKey(): string {
  return `${PREFIX}${randomBytes(32).toString('base64url')}`;
}

/** digestOf returns a key's SHA-256, 32 bytes. By way of text: a buffer from node's hash() costs three times as much. */
export function digestOf(key: string): Buffer {
  return Buffer.from(hash('sha256', key, 'binary'), 'latin1');
}

/** storedForm is how a key is written down: `sha256:` and 64 hexadecimal digits. */
export function storedForm(key: string): string {
  return `sha256:${digestOf(key).toString('hex')}`;
}

/** parseStoredForm returns the digest, or undefined when the text is no stored form. */
export function parseStoredForm(text: string): Buffer | undefined {
  const digits = STORED.exec(text)?.[1];
  return digits === undefined ? undefined : Buffer.from(digits, 'hex');
}

/** sameDigest compares two digests in constant time. */
export function sameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
