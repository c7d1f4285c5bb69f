import { ToolFailure } from '../server/tool-failure.js';
import { isBinary } from './is-binary.js';

/** wholeText reads bytes as UTF-8. Throws ToolFailure about `path` for anything that is no text. */
export function wholeText(bytes: Uint8Array): string {
  if (isBinary(bytes)) throw new ToolFailure('path', 'is a binary file, wanted text');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new ToolFailure('path', 'is not UTF-8 text', { cause: error });
  }
}

/** withoutCutCharacter leaves out a character whose last bytes are missing at the end. */
export function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  const lead = bytes.findLastIndex((byte) => (byte & 0b1100_0000) !== 0b1000_0000);
  const missing = lead >= 0 && bytes.length - lead < lengthOf(bytes[lead] ?? 0);
  return missing ? bytes.subarray(0, lead) : bytes;
}

/** withoutCutStart leaves out what remains at the beginning of a character that began before. */
export function withoutCutStart(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => (byte & 0b1100_0000) !== 0b1000_0000);
  return bytes.subarray(start < 0 ? bytes.length : Math.min(start, 3));
}

function lengthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
