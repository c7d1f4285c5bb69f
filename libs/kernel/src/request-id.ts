import { randomUUID } from 'node:crypto';

const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** requestIdFrom returns the caller's id when it is well formed, else a new `req-` + UUIDv7. */
export function requestIdFrom(given: unknown): string {
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : `req-${uuidv7()}`;
}

/**
 * uuidv7 lays the time over a random UUID (RFC 9562, section 5.7): 48 bits of Unix milliseconds, the version, then
 * the random bits and the variant that `randomUUID` chose. It costs a tenth of drawing the bits anew.
 */
function uuidv7(): string {
  return timePart() + randomUUID().slice(15);
}

let millisecond = 0;
let written = '';

/** Many ids are minted within a millisecond; its text is kept. */
function timePart(): string {
  const now = Date.now();
  if (now === millisecond) return written;
  const time = now.toString(16).padStart(12, '0');
  millisecond = now;
  written = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  return written;
}
