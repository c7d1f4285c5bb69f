import { isAbsolute, relative, resolve, sep } from 'node:path';
import { DomainError } from '@app/kernel';
import type { Progress } from '@app/tool-server';
import type { DatasetAnalysis } from '../contract/index.js';
import type { Root } from '../places/index.js';
import { statisticsOf } from '../statistics/index.js';
import type { DatasetScan, DatasetScanner } from './dataset-scanner.js';
import type { MediaFolder } from './media/media-folder.js';
import { inspectDataset } from './scan/inspect-dataset.js';
import { BackendShelf, type DatasetBackend } from './shelves/backend-shelf.js';
import type { Absence, DatasetShelf } from './shelves/dataset-shelf.js';
import { MountedShelf } from './shelves/mounted-shelf.js';

/** The backend is asked how it calls the folder of all data sets, and for the data sets when they are not mounted. */
export interface DatasetLibraryParts extends DatasetBackend {
  readonly root: Root;
}

/** DatasetLibrary is all data sets: on this machine or, when they are not mounted, behind the backend. */
export class DatasetLibrary implements DatasetScanner {
  readonly #mounted: DatasetShelf;
  readonly #remote: DatasetShelf;
  /** The folder of all data sets as the backend has called it. */
  #told: string | undefined;

  constructor(private readonly parts: DatasetLibraryParts) {
    this.#mounted = new MountedShelf(parts.root);
    this.#remote = new BackendShelf(parts);
  }

  async analyze(
    path: string | null,
    maxFiles: number,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<DatasetScan> {
    if (path === null) return absent(path, 'dataset_path_unresolved');
    const folder = await this.find(path, signal);
    if (typeof folder === 'string') return absent(path, folder);
    const { analysis, captions } = await inspectDataset(folder, maxFiles, signal, progress);
    return { analysis, captions };
  }

  /** Throws `dataset_not_found` as well as what `analyze` throws. */
  async open(path: string, signal?: AbortSignal): Promise<MediaFolder> {
    const folder = await this.find(path, signal);
    if (typeof folder !== 'string') return folder;
    const reason = folder === 'dataset_path_not_directory' ? 'that is a file' : 'there is no such data set';
    throw new DomainError('dataset_not_found', reason, { param: 'dataset_path' });
  }

  async shelf(): Promise<DatasetShelf> {
    return (await this.parts.root.isMounted()) ? this.#mounted : this.#remote;
  }

  private async find(path: string, signal?: AbortSignal): Promise<MediaFolder | Absence> {
    const shelf = await this.shelf();
    return shelf.open(await this.asSeenFromAll(path, signal), signal);
  }

  /**
   * Configurations hold paths of the backend's machine, which may call the same folder by another name. What the backend
   * has said once holds while it is away; it is asked again for a path that is not in there.
   */
  private async asSeenFromAll(path: string, signal?: AbortSignal): Promise<string> {
    if (!isAbsolute(path)) return path;
    const here = under(this.parts.root.folder, path);
    if (here !== undefined) return here;
    const known = this.#told === undefined ? undefined : under(this.#told, path);
    if (known !== undefined) return known;
    this.#told = (await this.parts.backend.folders(signal)).datasets;
    return under(this.#told, path) ?? path;
  }
}

function under(folder: string, path: string): string | undefined {
  const seen = relative(resolve(folder), resolve(path));
  return seen === '..' || seen.startsWith(`..${sep}`) ? undefined : seen;
}

function absent(path: string | null, error: NonNullable<DatasetAnalysis['error']>): DatasetScan {
  const none = statisticsOf([]);
  const analysis: DatasetAnalysis = {
    dataset_path: path,
    exists: false,
    error,
    total_images: 0,
    scanned_images: 0,
    scan_limited: false,
    caption_non_empty_count: 0,
    caption_missing_count: 0,
    caption_empty_count: 0,
    caption_coverage_pct: 0,
    unique_caption_ratio: null,
    resolution_width: none,
    resolution_height: none,
    aspect_ratio: none,
    corrupt_image_count: 0,
    corrupt_examples: [],
    duplicate_image_estimate: 0,
    low_resolution_count: 0,
    extreme_aspect_ratio_count: 0,
    caption_words: none,
    caption_chars: none,
    top_caption_terms: [],
    caption_examples: [],
  };
  return { analysis, captions: [] };
}
