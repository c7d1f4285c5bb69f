import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import type { Root } from '../../places/index.js';
import { SCAN_LIMITS } from '../limits.js';
import { byCodeUnits } from '../media/listing-of.js';
import type { MediaFolder } from '../media/media-folder.js';
import { MountedFolder } from '../media/mounted-folder.js';
import { quarantineFiles } from '../media/quarantine-files.js';
import { isHidden } from '../media/trained-files.js';
import { CheckCache } from '../scan/check-cache.js';
import { nameForUpload } from './name-for-upload.js';
import type { Absence, DatasetShelf, DatasetTarget } from './dataset-shelf.js';
import { mountedTarget } from './mounted-target.js';

const PARAM = 'dataset_path';

/** MountedShelf is the data sets on this machine. */
export class MountedShelf implements DatasetShelf {
  readonly kind = 'mounted';
  readonly #cache = new CheckCache(SCAN_LIMITS.remembered);

  constructor(private readonly root: Root) {}

  async names(): Promise<readonly string[]> {
    const entries = await readdir(await this.root.existing('', PARAM), { withFileTypes: true });
    const found: string[] = [];
    for (const { name } of entries) if (!isHidden(name) && (await this.isFolder(name))) found.push(name);
    return found.sort(byCodeUnits);
  }

  async open(path: string): Promise<MediaFolder | Absence> {
    const real = await unless(['not_found'], this.root.existing(path, PARAM));
    if (real === undefined) return 'dataset_path_not_found';
    if (!(await stat(real)).isDirectory()) return 'dataset_path_not_directory';
    const dataset = await this.root.relative(real);
    if (dataset === '')
      throw new DomainError('invalid_argument', 'wanted one data set, got the folder of all', {
        param: PARAM,
      });
    return new MountedFolder({
      path: join(this.root.folder, dataset),
      folder: real,
      cache: this.#cache,
      stays: (file) => this.stays(file),
      quarantine: (orders, now) => quarantineFiles(this.root, dataset, orders, now),
    });
  }

  async target(name: string): Promise<DatasetTarget> {
    return mountedTarget(this.root, nameForUpload(name, await this.names()));
  }

  private async isFolder(name: string): Promise<boolean> {
    const real = await unless(UNSEEN, this.root.existing(name, PARAM));
    return real !== undefined && (await stat(real)).isDirectory();
  }

  private async stays(file: string): Promise<boolean> {
    return (await unless(UNSEEN, this.root.existing(await this.root.relative(file), PARAM))) !== undefined;
  }
}

/** Of what nobody asked for by name, a link that leads out is as good as absent. */
const UNSEEN: readonly string[] = ['not_found', 'path_outside_root'];

async function unless(absent: readonly string[], finding: Promise<string>): Promise<string | undefined> {
  try {
    return await finding;
  } catch (error) {
    if (error instanceof DomainError && absent.includes(error.code)) return undefined;
    throw error;
  }
}
