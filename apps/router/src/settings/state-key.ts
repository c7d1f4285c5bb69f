import { SEAL_KEY_BYTES } from '@app/mcp';
import { z } from 'zod';

const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;
const WISH = `${SEAL_KEY_BYTES} random bytes, as 64 hex digits or in base64`;

/** stateKey accepts the text of a key: see keyBytes. */
export function stateKey() {
  return z.string().refine((text) => HEX.test(text) || BASE64.test(text), WISH);
}

/** keyBytes are the bytes of a key that stateKey accepted, in hex or in either kind of base64. */
export function keyBytes(text: string): Buffer {
  return Buffer.from(text, HEX.test(text) ? 'hex' : 'base64');
}
