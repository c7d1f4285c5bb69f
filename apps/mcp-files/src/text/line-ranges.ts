import type { FileHandle } from 'node:fs/promises';
import { ToolFailure } from '../server/tool-failure.js';
import { withoutCutCharacter, withoutCutStart } from './whole-text.js';

/** LineRange is some lines of a file, with their ends. */
export interface LineRange {
  readonly bytes: Uint8Array;
  /** The number of the first one, from 1; undefined when lines were counted from the end. */
  readonly first: number | undefined;
  /** More was asked for than fits. */
  readonly cut: boolean;
}

const CHUNK = 64 * 1024;
/** How far lines are counted before somebody has to look at the end instead. */
const FARTHEST = 256 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * linesFrom reads lines `first` to `last`, which may be Infinity, of at most `most` bytes. Bytes before them are counted
 * and not kept. Throws ToolFailure when the file ends before, or is too long to count so far.
 */
export async function linesFrom(
  file: FileHandle,
  first: number,
  last: number,
  most: number,
  signal: AbortSignal,
): Promise<LineRange> {
  const kept: Uint8Array[] = [];
  let [line, offset, length, ended] = [1, 0, 0, true];
  for await (const chunk of chunks(file, signal)) {
    let at = 0;
    while (at < chunk.length && line <= last && length <= most) {
      const newline = chunk.indexOf(NEWLINE, at);
      const end = newline < 0 ? chunk.length : newline + 1;
      if (line >= first) {
        kept.push(Uint8Array.prototype.slice.call(chunk, at, Math.min(end, at + most + 1 - length)));
        length += end - at;
      }
      if (newline >= 0) line++;
      at = end;
    }
    offset += chunk.length;
    ended = chunk.at(-1) === NEWLINE;
    if (line > last || length > most) break;
    if (line < first && offset > FARTHEST) throw new ToolFailure('start_line', 'is too far into the file');
  }
  if (length === 0 && first > 1) {
    throw new ToolFailure('start_line', `the file has only ${ended ? line - 1 : line} lines`);
  }
  const bytes = Buffer.concat(kept);
  const cut = length > most;
  return { bytes: cut ? withoutCutCharacter(bytes.subarray(0, most)) : bytes, first, cut };
}

/** lastLines reads the last `count` lines, of at most `most` bytes, from the end backwards. */
export async function lastLines(
  file: FileHandle,
  count: number,
  most: number,
  signal: AbortSignal,
): Promise<LineRange> {
  let { size: start } = await file.stat();
  let bytes: Buffer = Buffer.alloc(0);
  while (start > 0 && bytes.length <= most) {
    signal.throwIfAborted();
    const length = Math.min(CHUNK, start);
    const chunk = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(chunk, 0, length, start - length);
    start -= length;
    bytes = Buffer.concat([chunk.subarray(0, bytesRead), bytes]);
    const begin = startOfLast(bytes, count);
    if (begin === undefined) continue;
    bytes = bytes.subarray(begin);
    break;
  }
  const cut = bytes.length > most;
  return { bytes: cut ? withoutCutStart(bytes.subarray(-most)) : bytes, first: undefined, cut };
}

/** Where the last `count` lines begin; undefined while that may be further up. A newline at the end begins no line. */
function startOfLast(bytes: Buffer, count: number): number | undefined {
  let at = bytes.at(-1) === NEWLINE ? bytes.length - 1 : bytes.length;
  for (let left = count; left > 0; left--) {
    at = at === 0 ? -1 : bytes.lastIndexOf(NEWLINE, at - 1);
    if (at < 0) return undefined;
  }
  return at + 1;
}

async function* chunks(file: FileHandle, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  for (let offset = 0; ;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(chunk, 0, CHUNK, offset);
    if (bytesRead === 0) return;
    offset += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}
