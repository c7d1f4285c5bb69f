import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@app/config';
import { IMAGE_RULES, SCAN_LIMITS } from '../limits.js';
import { checkImage } from '../scan/image-check.js';
import type { CheckCache, Remembered } from '../scan/check-cache.js';
import { listingOf } from './listing-of.js';
import type {
  CaptionOutcome,
  ImageFacts,
  MediaFolder,
  MediaImage,
  MediaListing,
  Quarantine,
} from './media-folder.js';
import { digestOf, fileDigest, readFileStart } from './read-file-start.js';
import { captionPathOf } from './trained-files.js';
import { codeOf, whenThere, writing } from './unreadable.js';
import { walkFiles } from './walk-files.js';

const RIGHTS = 0o644;
const BYTE_ORDER_MARK = /^\uFEFF/;

export interface MountedFolderParts {
  /** How answers call it. */
  readonly path: string;
  /** The real path of its folder. */
  readonly folder: string;
  readonly cache: CheckCache;
  /** Whether a link leads to where data sets are. */
  readonly stays: (path: string) => Promise<boolean>;
  readonly quarantine: Quarantine;
}

/** MountedFolder is a data set on this machine. */
export class MountedFolder implements MediaFolder {
  readonly path: string;
  readonly quarantine: Quarantine;

  constructor(private readonly parts: MountedFolderParts) {
    this.path = parts.path;
    this.quarantine = parts.quarantine;
  }

  async list(signal?: AbortSignal): Promise<MediaListing> {
    const { files, limited } = await walkFiles(this.parts.folder, this.parts.stays, signal);
    return listingOf(files, limited);
  }

  captions(images: readonly MediaImage[]): Promise<readonly (string | undefined)[]> {
    return Promise.all(
      images.map(async ({ caption, fallback }) => {
        const own = caption === undefined ? undefined : await this.text(caption);
        return own ?? (fallback === undefined ? undefined : this.text(fallback));
      }),
    );
  }

  async facts(image: MediaImage): Promise<ImageFacts | undefined> {
    return (await whenThere(this.remembered(image)))?.facts;
  }

  async digest(image: MediaImage, signal?: AbortSignal): Promise<string | undefined> {
    const entry = await whenThere(this.remembered(image));
    if (entry === undefined) return undefined;
    entry.whole ??= await whenThere(fileDigest(this.file(image.path), signal));
    return entry.whole;
  }

  async fillCaption(image: MediaImage, caption: string): Promise<CaptionOutcome> {
    const path = this.file(captionPathOf(image.path));
    if (image.caption === undefined) return writing(writeNew(path, caption));
    if ((await this.text(image.caption))?.trim() !== '') return 'has_words';
    await writing(replaceFile(path, caption, RIGHTS));
    return 'filled';
  }

  private async remembered(image: MediaImage): Promise<Remembered> {
    const path = this.file(image.path);
    const { size, mtimeMs, ino } = await stat(path);
    const key = `${path}\n${size}\n${mtimeMs}\n${ino}`;
    const known = this.parts.cache.get(key);
    if (known !== undefined) return known;
    const entry = { facts: await lookAt(path, size) };
    this.parts.cache.put(key, entry);
    return entry;
  }

  private async text(path: string): Promise<string | undefined> {
    const start = await whenThere(readFileStart(this.file(path), SCAN_LIMITS.captionBytes));
    return start?.bytes.toString('utf8').replace(BYTE_ORDER_MARK, '');
  }

  private file(path: string): string {
    return join(this.parts.folder, path);
  }
}

async function lookAt(path: string, size: number): Promise<ImageFacts> {
  const { bytes, whole } = await readFileStart(path, SCAN_LIMITS.imageBytes);
  const head = digestOf(bytes.subarray(0, IMAGE_RULES.headBytes));
  return { size, head, check: await checkImage(bytes, whole) };
}

async function writeNew(path: string, text: string): Promise<CaptionOutcome> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: RIGHTS });
    return 'filled';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'has_words';
    throw error;
  }
}
