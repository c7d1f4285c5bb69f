import { createHash } from 'node:crypto';
import { basename } from 'node:path/posix';
import type { Media } from '../../backend/index.js';
import { IMAGE_RULES, SCAN_LIMITS } from '../limits.js';
import type { CheckCache, Remembered } from '../scan/check-cache.js';
import { checkImage } from '../scan/image-check.js';
import { listingOf } from './listing-of.js';
import type { CaptionOutcome, ImageFacts, MediaFolder, MediaImage, MediaListing } from './media-folder.js';
import { digestOf } from './read-file-start.js';
import { captionPathOf } from './trained-files.js';
import { whenStored } from './when-stored.js';

export interface BackendFolderParts {
  readonly media: Media;
  readonly dataset: string;
  /** On the backend's machine. */
  readonly path: string;
  /** Its files as seen from it. */
  readonly files: readonly string[];
  readonly cache: CheckCache;
}

/** BackendFolder is a data set on the backend's machine, which tells no missing caption from an empty one. */
export class BackendFolder implements MediaFolder {
  readonly path: string;
  readonly quarantine = undefined;

  constructor(private readonly parts: BackendFolderParts) {
    this.path = parts.path;
  }

  list(): Promise<MediaListing> {
    return Promise.resolve(listingOf(this.parts.files, false));
  }

  async captions(
    images: readonly MediaImage[],
    signal?: AbortSignal,
  ): Promise<readonly (string | undefined)[]> {
    const paths = images.map((image) => this.file(image));
    const found = await this.parts.media.captions(paths, signal);
    return paths.map((path) => found.get(path) || undefined);
  }

  async facts(image: MediaImage, signal?: AbortSignal): Promise<ImageFacts | undefined> {
    return (await whenStored(this.remembered(image, signal)))?.facts;
  }

  async digest(image: MediaImage, signal?: AbortSignal): Promise<string | undefined> {
    const entry = await whenStored(this.remembered(image, signal));
    if (entry === undefined) return undefined;
    entry.whole ??= await whenStored(this.wholeDigest(image, signal));
    return entry.whole;
  }

  /** Only files at its top can be written, and only under names that the backend leaves as they are. */
  async fillCaption(image: MediaImage, caption: string, signal?: AbortSignal): Promise<CaptionOutcome> {
    const name = captionPathOf(image.path);
    if (name !== basename(name) || /[^A-Za-z0-9.-]/.test(name)) return 'not_possible';
    const [words] = await this.captions([image], signal);
    if (words !== undefined && words.trim() !== '') return 'has_words';
    await this.parts.media.uploadFiles(this.parts.dataset, [{ name, bytes: Buffer.from(caption) }], signal);
    return 'filled';
  }

  private async remembered(image: MediaImage, signal?: AbortSignal): Promise<Remembered> {
    const path = this.file(image);
    const { size, stream } = await this.parts.media.download(path, signal);
    const known = size === undefined ? undefined : this.parts.cache.get(`${path}\n${size}`);
    if (known !== undefined) {
      await leave(stream);
      return known;
    }
    const { bytes, whole } = await startOf(stream);
    const entry = await entryOf(bytes, whole, size ?? bytes.length);
    this.parts.cache.put(`${path}\n${entry.facts.size}`, entry);
    return entry;
  }

  private async wholeDigest(image: MediaImage, signal?: AbortSignal): Promise<string> {
    const { stream } = await this.parts.media.download(this.file(image), signal);
    const hash = createHash('sha256');
    for await (const part of stream) hash.update(part);
    return hash.digest('base64');
  }

  private file({ path }: MediaImage): string {
    return `${this.path}/${path}`;
  }
}

async function entryOf(bytes: Buffer, whole: boolean, size: number): Promise<Remembered> {
  const head = digestOf(bytes.subarray(0, IMAGE_RULES.headBytes));
  const facts = { size, head, check: await checkImage(bytes, whole) };
  return whole ? { facts, whole: digestOf(bytes) } : { facts };
}

async function startOf(stream: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; whole: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    if (length + part.length > SCAN_LIMITS.imageBytes) return { bytes: Buffer.concat(parts), whole: false };
    parts.push(part);
    length += part.length;
  }
  return { bytes: Buffer.concat(parts), whole: true };
}

/** An exchange ends when somebody who has begun to read stops. */
async function leave(stream: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = stream[Symbol.asyncIterator]();
  await parts.next();
  await parts.return?.();
}
