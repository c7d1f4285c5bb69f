import type { ImageCheck } from '../scan/image-check.js';

export interface MediaImage {
  /** As seen from the data set, with `/`. */
  readonly path: string;
  /** Its own caption file, when there is one. */
  readonly caption: string | undefined;
  /** The caption of the folder, which the trainer takes when the image has none of its own. */
  readonly fallback: string | undefined;
  /** Another file to train on uses the same caption file. */
  readonly sharesCaption: boolean;
}

export interface MediaListing {
  /** In name order. */
  readonly images: readonly MediaImage[];
  /** Images of a kind that the trainer does not read, in name order. */
  readonly passedBy: readonly string[];
  /** There was more than is looked at. */
  readonly limited: boolean;
}

export interface ImageFacts {
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of its first bytes. */
  readonly head: string;
  readonly check: ImageCheck;
}

/** `has_words`: it got some since it was looked at. */
export type CaptionOutcome = 'filled' | 'has_words' | 'not_possible';

/** MediaFolder is one data set, wherever it is. Errors of the place it is in are DomainErrors. */
export interface MediaFolder {
  /** How answers call it. */
  readonly path: string;
  list(signal?: AbortSignal): Promise<MediaListing>;
  /** As the trainer takes them: undefined is none, and '' a file without words. */
  captions(images: readonly MediaImage[], signal?: AbortSignal): Promise<readonly (string | undefined)[]>;
  /** undefined when it has gone since it was listed. */
  facts(image: MediaImage, signal?: AbortSignal): Promise<ImageFacts | undefined>;
  /** SHA-256 of all of it; undefined when it has gone. */
  digest(image: MediaImage, signal?: AbortSignal): Promise<string | undefined>;
  /** Writes the caption of an image that has none or an empty one. */
  fillCaption(image: MediaImage, caption: string, signal?: AbortSignal): Promise<CaptionOutcome>;
  /** Takes images out of the trainer's sight; undefined where that cannot be done. */
  readonly quarantine: Quarantine | undefined;
}

type QuarantineType = 'duplicate' | 'corrupt';

export interface QuarantineOrder {
  readonly type: QuarantineType;
  readonly image: MediaImage;
}

export interface MovedFile {
  readonly type: QuarantineType;
  /** As seen from the data set. */
  readonly from: string;
  /** As seen from all data sets. */
  readonly path: string;
}

export type Quarantine = (orders: readonly QuarantineOrder[], now: Date) => Promise<readonly MovedFile[]>;
