import { createHash } from 'node:crypto';
import type { JsonValue } from '@app/kernel';

/** requestFingerprint is the SHA-256, in hex, of what a request asks: method, path and body, whatever its key order. */
export function requestFingerprint(method: string, path: string, body: JsonValue): string {
  const asked = canonicalJson([method.toUpperCase(), path, body]);
  return createHash('sha256').update(asked).digest('hex');
}

/** canonicalJson writes the members of each object in the order of their names and leaves out undefined ones. */
function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: JsonValue) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
