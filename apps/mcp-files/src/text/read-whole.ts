import type { FileHandle } from 'node:fs/promises';

/** readWhole reads a file from its beginning; undefined when it is longer than `most` bytes, also if it just grew. */
export async function readWhole(file: FileHandle, most: number): Promise<Buffer | undefined> {
  const { size } = await file.stat();
  if (size > most) return undefined;
  // One byte more than it has: a file that says 0 may hold something all the same.
  const buffer = Buffer.allocUnsafe(Math.min(Math.max(size, 4_096), most) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length > most ? undefined : buffer.subarray(0, length);
}
