import type { FileHandle } from 'node:fs/promises';

/** No line of ours is longer; a longer one is handed on in pieces, so that memory stays bounded. */
export const MAX_LINE_BYTES = 65_536;
const CHUNK_BYTES = 65_536;
const LINE_END = 0x0a;

/** FileLine is the bytes of a line without its end. */
export interface FileLine {
  readonly bytes: Buffer;
  /** Whether a line end follows these bytes. */
  readonly ended: boolean;
  /** Whether these bytes are all of a line: not when it has no end or is a piece of one that is too long. */
  readonly whole: boolean;
}

/** linesOf reads a file's lines from its start to the end that it had at the call. */
export async function* linesOf(file: FileHandle): AsyncGenerator<FileLine> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunksOf(file)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END, start)) {
      yield lineFrom(rest.subarray(start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length > MAX_LINE_BYTES) {
      yield { bytes: rest, ended: false, whole: false };
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield { bytes: rest, ended: false, whole: false };
}

/** linesBackwards reads the lines from the end to the start; what follows the last line end comes first. */
export async function* linesBackwards(file: FileHandle): AsyncGenerator<FileLine> {
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  for await (const chunk of chunksBackwards(file)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([chunk, rest]);
    for (let end = rest.lastIndexOf(LINE_END); end >= 0; end = rest.lastIndexOf(LINE_END)) {
      const bytes = rest.subarray(end + 1);
      if (ended) yield lineFrom(bytes);
      else if (bytes.length > 0) yield { bytes, ended, whole: false };
      ended = true;
      rest = rest.subarray(0, end);
    }
    if (rest.length > MAX_LINE_BYTES) {
      yield { bytes: rest, ended, whole: false };
      rest = Buffer.alloc(0);
      ended = false;
    }
  }
  if (ended) yield lineFrom(rest);
  else if (rest.length > 0) yield { bytes: rest, ended, whole: false };
}

function lineFrom(bytes: Buffer): FileLine {
  return { bytes, ended: true, whole: bytes.length <= MAX_LINE_BYTES };
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  const { size } = await file.stat();
  for (let offset = 0; offset < size; offset += CHUNK_BYTES) yield await readAt(file, offset, size);
}

async function* chunksBackwards(file: FileHandle): AsyncGenerator<Buffer> {
  const { size } = await file.stat();
  for (let end = size; end > 0; end -= CHUNK_BYTES)
    yield await readAt(file, Math.max(0, end - CHUNK_BYTES), end);
}

/** Reads up to a chunk from `start`, not beyond `end`; a file that was cut in between gives less. */
async function readAt(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const length = Math.min(CHUNK_BYTES, end - start);
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}
