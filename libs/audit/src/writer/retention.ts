import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from '../event/audit-event.js';
import { openLine } from '../event/event-chain.js';
import type { Removal } from '../event/own-records.js';
import { rotatedFiles, type RotatedFile } from '../folder/audit-folder.js';
import { linesBackwards } from '../folder/file-lines.js';
import type { AuditLimits } from './audit-limits.js';

/** A record of a removal names no more files than fit; the rest goes next time. */
const MOST_AT_ONCE = 100;

/** removalDue says which whole files are to go, oldest first and without a gap, or undefined when none is. */
export async function removalDue(
  folder: string,
  limits: Pick<AuditLimits, 'keepBytes' | 'keepMs'>,
  now: number,
): Promise<Removal | undefined> {
  const files = await Promise.all((await rotatedFiles(folder)).map((file) => withSize(folder, file)));
  let total = files.reduce((sum, { size }) => sum + size, 0);
  let removal: Removal | undefined;
  for (const file of files.slice(0, MOST_AT_ONCE)) {
    const newest = await newestEvent(join(folder, file.name));
    const kept = newest === undefined || Date.parse(newest.ts) >= now - limits.keepMs;
    if (newest === undefined || (total <= limits.keepBytes && kept)) break;
    total -= file.size;
    removal = extended(removal, file, newest.hash);
  }
  return removal;
}

function extended(before: Removal | undefined, file: RotatedFile, hash: string): Removal {
  return {
    removed_files: [...(before?.removed_files ?? []), file.name],
    removed_from: before?.removed_from ?? file.first,
    removed_through: file.last,
    removed_hash: hash,
  };
}

async function withSize(folder: string, file: RotatedFile): Promise<RotatedFile & { size: number }> {
  return { ...file, size: (await stat(join(folder, file.name))).size };
}

/** A file whose end is damaged has none: it is evidence, and stays. */
async function newestEvent(path: string): Promise<AuditEvent | undefined> {
  await using file = await open(path);
  for await (const line of linesBackwards(file)) return line.whole ? openLine(line.bytes) : undefined;
  return undefined;
}
