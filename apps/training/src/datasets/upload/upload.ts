import { checkImage } from '../scan/image-check.js';
import { UPLOAD_LIMITS } from '../limits.js';
import { captionPathOf, isTrainedMedia, stemOf } from '../media/trained-files.js';
import type { DatasetFile, DatasetTarget } from '../shelves/dataset-shelf.js';
import { decodeBase64 } from './decode-base64.js';
import { fileNameOf } from './file-name.js';
import type { SkipReason } from './skip-reasons.js';

export interface UploadItem {
  readonly filename: string;
  /** In base64. */
  readonly content: string;
  readonly caption?: string;
}

export type UploadOutcome =
  | { readonly saved: string; readonly replaced: boolean }
  | { readonly skipped: SkipReason };

/** Upload adds images to a data set, one after the other. */
export class Upload {
  readonly #taken = new Set<string>();
  /** Names of what is there, by stem. */
  readonly #present: ReadonlyMap<string, string>;
  #bytes = 0;

  constructor(private readonly target: DatasetTarget) {
    const media = target.present.filter((name) => isTrainedMedia(name) && !name.includes('/'));
    this.#present = new Map(media.map((name) => [stemOf(name).toLowerCase(), name]));
  }

  async add(item: UploadItem, signal?: AbortSignal): Promise<UploadOutcome> {
    const named = this.nameFor(item.filename);
    if (typeof named === 'string') return { skipped: named };
    const bytes = this.bytesOf(item.content);
    if (typeof bytes === 'string') return { skipped: bytes };
    if ((item.caption?.length ?? 0) > UPLOAD_LIMITS.captionChars) return { skipped: 'caption_too_long' };
    if ((await checkImage(bytes, true)).kind === 'corrupt') return { skipped: 'not_an_image' };
    await this.target.save(filesOf(named.name, bytes, item.caption), signal);
    const stem = stemOf(named.name).toLowerCase();
    this.#taken.add(stem);
    this.#bytes += bytes.length;
    return { saved: named.name, replaced: this.#present.has(stem) };
  }

  private nameFor(filename: string): { name: string } | SkipReason {
    const named = fileNameOf(filename, this.target.foreign);
    if (typeof named === 'string') return named;
    const stem = stemOf(named.name).toLowerCase();
    if (this.#taken.has(stem)) return 'name_taken';
    const there = this.#present.get(stem);
    return there === undefined || there === named.name ? named : 'caption_taken';
  }

  private bytesOf(content: string): Buffer | SkipReason {
    const bytes = decodeBase64(content, UPLOAD_LIMITS.imageBytes);
    if (typeof bytes === 'string') return bytes;
    return this.#bytes + bytes.length > UPLOAD_LIMITS.totalBytes ? 'total_too_large' : bytes;
  }
}

/** The caption comes first, so that no image is there without it. */
function filesOf(name: string, bytes: Buffer, caption: string | undefined): readonly DatasetFile[] {
  const image = { name, bytes };
  return caption === undefined
    ? [image]
    : [{ name: captionPathOf(name), bytes: Buffer.from(caption) }, image];
}
