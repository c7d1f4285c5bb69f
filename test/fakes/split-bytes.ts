/**
 * Where to cut what is written: whole (as the scenario has it), after every byte, inside every character that
 * takes more than one byte, into pieces of a fixed size, or into pieces of the sizes given, over and over.
 */
export type Cut = 'whole' | 'every byte' | 'inside characters' | number | readonly number[];

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

function afterEachLeadByte(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let at = 1; at < bytes.length; at++) {
    if (isContinuation(bytes[at]!)) {
      pieces.push(bytes.subarray(start, at));
      start = at;
    }
  }
  return [...pieces, bytes.subarray(start)];
}

function bySizes(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

/** splitBytes cuts `bytes` into pieces whose concatenation is `bytes`. */
export function splitBytes(bytes: Buffer, cut: Cut): Buffer[] {
  if (cut === 'whole' || bytes.length === 0) return [bytes];
  if (cut === 'inside characters') return afterEachLeadByte(bytes);
  if (cut === 'every byte') return bySizes(bytes, [1]);
  return bySizes(bytes, typeof cut === 'number' ? [cut] : cut);
}
