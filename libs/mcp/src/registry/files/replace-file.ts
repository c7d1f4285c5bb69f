import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DomainError } from '@app/kernel';

/** Of a file that is new: nobody outside of its owner's group reads it. */
const MODE = 0o640;

/**
 * replaceFile writes a file anew: whoever reads it, and whatever dies in between, sees the old text or the new one. The
 * file keeps its mode. Throws `registry_unwritable`.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await renamedInto(path, text);
    await syncFolder(dirname(path));
  } catch (cause) {
    const { code = 'unknown reason' } = cause as NodeJS.ErrnoException;
    throw new DomainError('registry_unwritable', `${basename(path)} cannot be written: ${code}`, { cause });
  }
}

async function renamedInto(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeSynced(temporary, text, await modeOf(path));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeSynced(path: string, text: string, mode: number): Promise<void> {
  await using file = await open(path, 'wx', mode);
  await file.chmod(mode);
  await file.writeFile(text);
  await file.sync();
}

async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return MODE;
    throw error;
  }
}

/** The rename itself is on the disk once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}
