import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, rename, unlink } from 'node:fs/promises';
import { ToolFailure } from '../server/tool-failure.js';
import { withFileFailures } from './file-failure.js';
import { HeldFolder } from './held-folder.js';
import { placeIn, type Place } from './roots.js';

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const MODE = 0o644;
const PERMISSIONS = 0o777;

/**
 * replaceFile writes `bytes` beside the file and then takes its place at once, so that nobody sees half of it, and keeps
 * its permissions. The folder is held all the while: it must be within the root, and everything is done in that very
 * folder. A symbolic link is not written through. Returns whether the file is new. Throws ToolFailure.
 */
export function replaceFile(
  { root, inside }: Place,
  bytes: Uint8Array,
  createFolders: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  return withFileFailures(async () => {
    const names = inside.split('/');
    const name = names.pop() ?? '';
    await using folder = await openFolder(placeIn(root, ''), names, createFolders);
    const before = await present(folder, name);
    const beside = `.${randomBytes(9).toString('base64url')}.tmp`;
    try {
      await writeNew(folder, beside, bytes, (before?.mode ?? MODE) & PERMISSIONS);
      signal.throwIfAborted();
      await rename(folder.at(beside), folder.at(name));
    } catch (error) {
      await unlink(folder.at(beside)).catch(() => undefined);
      throw error;
    }
    await folder.sync();
    return before === undefined;
  });
}

async function openFolder(root: Place, names: readonly string[], create: boolean): Promise<HeldFolder> {
  if (!create) return HeldFolder.open(placeIn(root.root, names.join('/')));
  let folder = await HeldFolder.open(root);
  for (const [index, name] of names.entries()) {
    await using parent = folder;
    await makeFolder(parent, name);
    folder = await HeldFolder.open(placeIn(root.root, names.slice(0, index + 1).join('/')));
  }
  return folder;
}

async function makeFolder(parent: HeldFolder, name: string): Promise<void> {
  try {
    await mkdir(parent.at(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function present(folder: HeldFolder, name: string): Promise<Stats | undefined> {
  try {
    const stat = await lstat(folder.at(name));
    if (stat.isFile()) return stat;
    const kind = stat.isSymbolicLink()
      ? 'a symbolic link'
      : stat.isDirectory()
        ? 'a folder'
        : 'no regular file';
    throw new ToolFailure('path', `is ${kind}, wanted a file`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeNew(folder: HeldFolder, name: string, bytes: Uint8Array, mode: number): Promise<void> {
  await using file = await open(folder.at(name), NEW, mode);
  await file.chmod(mode);
  await file.writeFile(bytes);
  await file.sync();
}
