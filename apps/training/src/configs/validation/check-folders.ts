import { isAbsolute, relative, resolve, sep } from 'node:path';
import { DomainError } from '@app/kernel';
import type { Backend, BackendFolders } from '../../backend/index.js';
import { textOrUndefined, type ConfigFields } from '../config-fields.js';
import type { FindingList } from './finding-list.js';

export interface FolderCheck {
  readonly backend: Pick<Backend, 'folders'>;
  /** The data sets as this machine calls them. */
  readonly datasets: string;
}

/**
 * Says which folders are not the backend's, such as those of this machine in a config that was written while the backend
 * was away: it would train into a folder in which it looks for no log and no model afterwards, or find no images.
 */
export async function checkFolders(
  { process, datasetPaths }: ConfigFields,
  { backend, datasets }: FolderCheck,
  found: FindingList,
  signal: AbortSignal,
): Promise<void> {
  const folders = await foldersIfTold(backend, signal);
  if (folders === undefined) return;
  const training = textOrUndefined(process?.['training_folder']);
  if (training !== undefined && resolve(training) !== resolve(folders.training))
    found.add('TRAINING_FOLDER_MISMATCH', 'config.process[0].training_folder', training);
  for (const [index, given] of datasetPaths.entries()) {
    const path = textOrUndefined(given);
    if (path !== undefined && isAbsolute(path) && isIn(datasets, path) && !isIn(folders.datasets, path))
      found.add('DATASET_PATH_MISMATCH', `config.process[0].datasets[${index}].folder_path`, path);
  }
}

/** A backend that is away has nothing to say against a config. */
async function foldersIfTold(
  backend: FolderCheck['backend'],
  signal: AbortSignal,
): Promise<BackendFolders | undefined> {
  try {
    return await backend.folders(signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function isIn(folder: string, path: string): boolean {
  const seen = relative(resolve(folder), resolve(path));
  return seen !== '..' && !seen.startsWith(`..${sep}`);
}
