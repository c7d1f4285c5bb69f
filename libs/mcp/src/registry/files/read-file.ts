import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { registryInvalid } from '../registry-invalid.js';

/** A pipe by that name would otherwise be waited for. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * readWholeFile returns the text of a file, undefined when there is none. It is UTF-8 of at most `mostBytes`; `check`
 * may refuse the file by its mode. Throws `registry_invalid`, which says no more of where the file is than its name.
 */
export async function readWholeFile(
  path: string,
  mostBytes: number,
  check?: (mode: number) => string | undefined,
): Promise<string | undefined> {
  try {
    await using file = await open(path, FLAGS);
    return await textOf(file, basename(path), mostBytes, check);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'registry_invalid' || code === undefined) throw error;
    throw registryInvalid(basename(path), [{ field: '', problem: `cannot be read: ${code}` }]);
  }
}

async function textOf(
  file: FileHandle,
  name: string,
  mostBytes: number,
  check: ((mode: number) => string | undefined) | undefined,
): Promise<string> {
  const status = await file.stat();
  const problem = status.isFile() ? check?.(status.mode) : 'is no file';
  if (problem !== undefined) throw registryInvalid(name, [{ field: '', problem }]);
  const bytes = Buffer.alloc(mostBytes + 1);
  const length = await filled(file, bytes);
  if (length > mostBytes) {
    throw registryInvalid(name, [{ field: '', problem: `is larger than ${mostBytes} bytes` }]);
  }
  return decoded(bytes.subarray(0, length), name);
}

async function filled(file: FileHandle, bytes: Buffer): Promise<number> {
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** Some editors put a mark of the byte order before everything. */
function decoded(bytes: Buffer, name: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\ufeff/, '');
  throw registryInvalid(name, [{ field: '', problem: 'is not UTF-8' }]);
}
