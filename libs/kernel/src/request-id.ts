import { v7 as uuidv7 } from 'uuid';

const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** requestIdFrom returns the caller's id when it is well formed, else a new `req-` + UUIDv7. */
export function requestIdFrom(given: unknown): string {
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : `req-${uuidv7()}`;
}
