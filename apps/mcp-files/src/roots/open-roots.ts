import { realpath, stat } from 'node:fs/promises';
import { RootOptionError, type RootOption } from './root-options.js';
import { Roots, type Root } from './roots.js';

/** openRoots finds where the folders really are; throws RootOptionError for one that is no folder. */
export async function openRoots(options: readonly RootOption[]): Promise<Roots> {
  return new Roots(await Promise.all(options.map((option) => openRoot(option))));
}

async function openRoot({ name, path, writable }: RootOption): Promise<Root> {
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return { name, path: real, writable };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RootOptionError(`--root: "${name}" cannot be opened: ${code}`, { cause: error });
  }
  throw new RootOptionError(`--root: "${name}" is not a folder`);
}
