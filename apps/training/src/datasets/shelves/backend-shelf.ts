import { isAbsolute, normalize } from 'node:path/posix';
import { DomainError } from '@app/kernel';
import type { Backend, DatasetListing, Media } from '../../backend/index.js';
import { SCAN_LIMITS } from '../limits.js';
import { BackendFolder } from '../media/backend-folder.js';
import type { MediaFolder } from '../media/media-folder.js';
import { CheckCache } from '../scan/check-cache.js';
import { nameForUpload } from './name-for-upload.js';
import type { Absence, DatasetShelf, DatasetTarget } from './dataset-shelf.js';

export interface DatasetBackend {
  readonly backend: Pick<Backend, 'folders'>;
  readonly media: Media;
}

/** As the backend keeps names. */
const FOREIGN = /[^A-Za-z0-9.-]/g;
const PARAM = 'dataset_path';

/** BackendShelf is the data sets on the backend's machine. */
export class BackendShelf implements DatasetShelf {
  readonly kind = 'backend';
  readonly #cache = new CheckCache(SCAN_LIMITS.remembered);

  constructor(private readonly parts: DatasetBackend) {}

  names(signal?: AbortSignal): Promise<readonly string[]> {
    return this.parts.media.datasetNames(signal);
  }

  async open(path: string, signal?: AbortSignal): Promise<MediaFolder | Absence> {
    const [dataset = '', ...folders] = segmentsOf(path);
    const listing = await this.listing(dataset, signal);
    const prefix = folders.map((folder) => `${folder}/`).join('');
    const files = listing?.images.filter((file) => file.startsWith(prefix));
    if (listing === undefined || files === undefined) return 'dataset_path_not_found';
    if (folders.length > 0 && files.length === 0) return 'dataset_path_not_found';
    return new BackendFolder({
      media: this.parts.media,
      dataset,
      path: [listing.root, ...folders].join('/'),
      files: files.map((file) => file.slice(prefix.length)),
      cache: this.#cache,
    });
  }

  async target(name: string, signal?: AbortSignal): Promise<DatasetTarget> {
    const { media, backend } = this.parts;
    const names = await media.datasetNames(signal);
    const dataset = nameForUpload(name, names);
    const known = names.includes(dataset);
    const listing = await this.listing(dataset, signal);
    return {
      name: dataset,
      path: listing?.root ?? `${(await backend.folders(signal)).datasets}/${dataset}`,
      present: listing?.images ?? [],
      foreign: FOREIGN,
      save: async (files, signal) => {
        if (!known) await media.createDataset(dataset, signal);
        await media.uploadFiles(dataset, files, signal);
      },
    };
  }

  private async listing(dataset: string, signal?: AbortSignal): Promise<DatasetListing | undefined> {
    try {
      return await this.parts.media.listImages(dataset, signal);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'dataset_not_found') return undefined;
      throw error;
    }
  }
}

function segmentsOf(path: string): readonly string[] {
  const normal = normalize(path);
  if (isAbsolute(normal) || normal.split('/').includes('..') || normal.includes('\0'))
    throw new DomainError('path_outside_root', 'got a path that leads out of the data sets', {
      param: PARAM,
    });
  const segments = normal.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.length > 0) return segments;
  throw new DomainError('invalid_argument', 'wanted one data set, got the folder of all', { param: PARAM });
}
