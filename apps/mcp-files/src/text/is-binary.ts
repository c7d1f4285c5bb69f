const LOOKED_AT = 8_192;

/** isBinary is git's own test: text holds no NUL near its beginning. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, LOOKED_AT).includes(0);
}
