import { constants } from 'node:fs';
import { lstat, open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ToolFailure } from '../server/tool-failure.js';
import { withFileFailures } from './file-failure.js';
import type { Place } from './roots.js';

/** Never through a symbolic link as the last name, and never waiting for the other end of a pipe. */
export const CAREFULLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const ON_LINUX = process.platform === 'linux';

/**
 * openInside opens what is at a place, for reading. Symbolic links are followed within the root and never out of it:
 * the path is resolved first, and what was really opened is looked at again, since links may be changed in between.
 * The caller closes the handle. Throws ToolFailure.
 */
export function openInside({ root, inside }: Place, flags = 0): Promise<FileHandle> {
  return withFileFailures(async () => {
    const real = await realpath(join(root.path, inside));
    checkWithin(root.path, real);
    const handle = await open(real, CAREFULLY | flags);
    try {
      checkWithin(root.path, await openedPath(handle, real));
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  });
}

/** pathOfHandle is where a held folder can be reached, whatever becomes of the names that led to it. */
export function pathOfHandle({ fd }: FileHandle, real: string): string {
  return ON_LINUX ? `/proc/self/fd/${fd}` : real;
}

/** openedPath is where an open file is now. Without Linux's way to tell, its path must still lead to the same file. */
export async function openedPath(handle: FileHandle, opened: string): Promise<string> {
  if (ON_LINUX) return readlink(`/proc/self/fd/${handle.fd}`);
  const real = await realpath(opened);
  const [held, there] = [await handle.stat(), await lstat(real)];
  if (held.dev !== there.dev || held.ino !== there.ino) throw leadsOut();
  return real;
}

function checkWithin(root: string, path: string): void {
  const folder = root.endsWith(sep) ? root : root + sep;
  if (path !== root && !path.startsWith(folder)) throw leadsOut();
}

function leadsOut(): ToolFailure {
  return new ToolFailure('path', 'leads out of its root');
}
