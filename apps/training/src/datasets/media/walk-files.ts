import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SCAN_LIMITS } from '../limits.js';
import { isHidden } from './trained-files.js';
import { whenThere } from './unreadable.js';

export interface WalkedFiles {
  /** As seen from the folder, with `/`. */
  readonly files: readonly string[];
  readonly limited: boolean;
}

interface Folder {
  /** Empty or ending in `/`. */
  readonly prefix: string;
  readonly depth: number;
}

/**
 * walkFiles lists what the trainer sees of a folder: nested folders too, nothing hidden, and no linked folders. A linked
 * file counts when `stays` says that it leads to where the trainer's files may be.
 */
export async function walkFiles(
  folder: string,
  stays: (path: string) => Promise<boolean>,
  signal?: AbortSignal,
): Promise<WalkedFiles> {
  const files: string[] = [];
  const waiting: Folder[] = [{ prefix: '', depth: 0 }];
  let seen = 0;
  let limited = false;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal?.throwIfAborted();
    const entries = (await whenThere(readdir(join(folder, next.prefix), { withFileTypes: true }))) ?? [];
    seen += entries.length;
    if (seen > SCAN_LIMITS.entries) return { files, limited: true };
    const { names, folders } = await sortedOut(join(folder, next.prefix), entries, stays);
    files.push(...names.map((name) => next.prefix + name));
    if (folders.length > 0 && next.depth === SCAN_LIMITS.depth) limited = true;
    else
      waiting.push(...folders.map((name) => ({ prefix: `${next.prefix}${name}/`, depth: next.depth + 1 })));
  }
  return { files, limited };
}

async function sortedOut(
  folder: string,
  entries: readonly Dirent[],
  stays: (path: string) => Promise<boolean>,
) {
  const names: string[] = [];
  const folders: string[] = [];
  for (const entry of entries.filter(({ name }) => !isHidden(name))) {
    if (entry.isDirectory()) folders.push(entry.name);
    else if (
      entry.isFile() ||
      (entry.isSymbolicLink() && (await leadsToFile(join(folder, entry.name), stays)))
    )
      names.push(entry.name);
  }
  return { names, folders };
}

async function leadsToFile(path: string, stays: (path: string) => Promise<boolean>): Promise<boolean> {
  if (!(await stays(path))) return false;
  return (await whenThere(stat(path)))?.isFile() ?? false;
}
