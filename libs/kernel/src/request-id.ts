import { randomBytes } from 'node:crypto';

const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** requestIdFrom returns the caller's id when it is well formed, else a new `req-` + UUIDv7. */
export function requestIdFrom(given: unknown): string {
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : `req-${uuidv7()}`;
}

/** uuidv7: 48 bits of Unix milliseconds, the version, then 74 random bits around the variant (RFC 9562, section 5.7). */
export function uuidv7(): string {
  const random = randomDigits();
  const variant = VARIANTS.charAt(parseInt(random.charAt(3), 16));
  return `${timePart()}${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7)}`;
}

const DIGITS = 19;
const DRAWN_BYTES = 4_096;
/** The variant is binary 10, then two random bits. */
const VARIANTS = '89ab89ab89ab89ab';
let drawn = '';
let used = 0;

/** Random bits are drawn for many ids at once: a draw costs more than an id. */
function randomDigits(): string {
  if (used + DIGITS > drawn.length) {
    drawn = randomBytes(DRAWN_BYTES).toString('hex');
    used = 0;
  }
  used += DIGITS;
  return drawn.slice(used - DIGITS, used);
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
