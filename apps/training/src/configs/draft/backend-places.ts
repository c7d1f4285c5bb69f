import { isAbsolute, posix, relative, resolve, sep, win32 } from 'node:path';
import { DomainError } from '@app/kernel';
import type { BackendFolders } from '../../backend/index.js';
import type { Root } from '../../places/index.js';
import type { ConfigParts } from '../parts.js';

export interface BackendPlaces extends BackendFolders {
  /** Why they are this machine's folders instead; undefined when the backend has said them. */
  readonly note: string | undefined;
}

/**
 * The folders as the backend sees them. A config can be written while the backend is away: then they are the folders of
 * this machine, and the note says so.
 */
export async function backendPlaces(
  { backend, places }: Pick<ConfigParts, 'backend' | 'places'>,
  signal: AbortSignal,
): Promise<BackendPlaces> {
  try {
    return { ...(await backend.folders(signal)), note: undefined };
  } catch (error) {
    if (!(error instanceof DomainError) || signal.aborted) throw error;
    const note = `The backend could not be asked for its folders (${error.code}): those of this machine were taken.`;
    return { training: places.outputs.folder, datasets: places.datasets.folder, note };
  }
}

/**
 * backendDatasetFolder is a data set's folder as the backend sees it. The path is relative to the data sets, or absolute
 * as seen from here or from the backend. It need not be there yet; throws `path_outside_root` for one that leads out.
 */
export async function backendDatasetFolder(
  path: string,
  root: Root,
  folders: BackendFolders,
): Promise<string> {
  const paths = folders.datasets.includes('\\') ? win32 : posix;
  const theirs = paths.isAbsolute(path) ? paths.relative(folders.datasets, path) : undefined;
  const inside = theirs !== undefined && !leadsOut(theirs) ? theirs.split(paths.sep).join(sep) : path;
  await refuseOutside(root, inside);
  const from = resolve(root.folder);
  const inner = relative(from, isAbsolute(inside) ? resolve(inside) : resolve(from, inside));
  if (inner === '')
    throw new DomainError('invalid_argument', 'names all data sets, wanted one', { param: 'dataset_path' });
  return paths.join(folders.datasets, ...inner.split(sep));
}

async function refuseOutside(root: Root, path: string): Promise<void> {
  try {
    await root.existing(path, 'dataset_path');
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
  }
}

function leadsOut(path: string): boolean {
  return path === '' || path.split(/[\\/]/)[0] === '..' || posix.isAbsolute(path) || win32.isAbsolute(path);
}
