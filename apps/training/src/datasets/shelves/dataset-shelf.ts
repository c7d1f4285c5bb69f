import type { MediaFolder } from '../media/media-folder.js';

export type Absence = 'dataset_path_not_found' | 'dataset_path_not_directory';

export interface DatasetFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface DatasetTarget {
  readonly name: string;
  /** How answers call it. */
  readonly path: string;
  /** What is in it already, by name. */
  readonly present: readonly string[];
  /** Characters outside are replaced in file names. */
  readonly foreign: RegExp;
  /** Writes an image and its caption, and makes the data set first; what is there under these names is replaced. */
  save(files: readonly DatasetFile[], signal?: AbortSignal): Promise<void>;
}

/** DatasetShelf is where the data sets are. */
export interface DatasetShelf {
  readonly kind: 'mounted' | 'backend';
  names(signal?: AbortSignal): Promise<readonly string[]>;
  /** By a path as seen from all data sets, or an absolute one that the shelf itself gave out. */
  open(path: string, signal?: AbortSignal): Promise<MediaFolder | Absence>;
  /** A data set to add to: that of this very name, or else one of the name as the backend would clean it. */
  target(name: string, signal?: AbortSignal): Promise<DatasetTarget>;
}
