import type { Progress } from '@app/tool-server';
import { Seats } from '../../backend/index.js';
import type { DatasetAnalysis } from '../../contract/index.js';
import { IMAGE_RULES, SCAN_LIMITS } from '../limits.js';
import { byCodeUnits } from '../media/listing-of.js';
import type { ImageFacts, MediaFolder, MediaImage } from '../media/media-folder.js';
import { atOnce } from './at-once.js';
import { CaptionTally } from './caption-tally.js';
import { LookAlikes } from './duplicates.js';
import { ImageTally } from './image-tally.js';

/** However many inspections go on, no more images than this are held in memory. */
const inMemory = new Seats(SCAN_LIMITS.atOnce);

/** Inspection is all that is known of a data set, image by image. */
export interface Inspection {
  readonly analysis: DatasetAnalysis;
  readonly captions: readonly string[];
  readonly missing: readonly MediaImage[];
  readonly empty: readonly MediaImage[];
  readonly corrupt: readonly MediaImage[];
  readonly duplicates: readonly MediaImage[];
  readonly passedBy: readonly string[];
}

/** inspectDataset looks at up to so many images in name order. */
export async function inspectDataset(
  folder: MediaFolder,
  maxFiles: number,
  signal?: AbortSignal,
  progress?: Progress,
): Promise<Inspection> {
  const listing = await folder.list(signal);
  const chosen = listing.images.slice(0, maxFiles);
  const tallies = new Tallies();
  for (let done = 0; done < chosen.length; done += SCAN_LIMITS.batch) {
    await lookAt(folder, chosen.slice(done, done + SCAN_LIMITS.batch), tallies, signal);
    const so = Math.min(done + SCAN_LIMITS.batch, chosen.length);
    await progress?.(so, `${so} of ${chosen.length} images looked at`, chosen.length);
  }
  const duplicates = [...(await tallies.lookAlikes.duplicates(folder, signal))].sort((one, other) =>
    byCodeUnits(one.path, other.path),
  );
  const { missing, empty, corrupt } = tallies;
  return {
    analysis: {
      dataset_path: folder.path,
      exists: true,
      total_images: listing.images.length,
      scan_limited: listing.limited || chosen.length < listing.images.length,
      ...tallies.figures(),
      duplicate_image_estimate: duplicates.length,
    },
    captions: tallies.captions.kept,
    missing,
    empty,
    corrupt,
    duplicates,
    passedBy: listing.passedBy,
  };
}

async function lookAt(
  folder: MediaFolder,
  images: readonly MediaImage[],
  tallies: Tallies,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const captions = await folder.captions(images, signal);
  const facts = await atOnce(images, SCAN_LIMITS.atOnce, async (image) => {
    signal?.throwIfAborted();
    return inMemory.take(() => folder.facts(image, signal), signal);
  });
  for (const [at, image] of images.entries()) {
    const known = facts[at];
    if (known !== undefined) tallies.add(image, known, captions[at]);
  }
}

class Tallies {
  readonly captions = new CaptionTally();
  readonly images = new ImageTally();
  readonly lookAlikes = new LookAlikes();
  readonly missing: MediaImage[] = [];
  readonly empty: MediaImage[] = [];
  readonly corrupt: MediaImage[] = [];
  #scanned = 0;

  add(image: MediaImage, facts: ImageFacts, caption: string | undefined): void {
    this.#scanned += 1;
    this.captions.add(caption);
    this.images.add(facts.check);
    if (caption === undefined) this.missing.push(image);
    else if (caption.trim() === '') this.empty.push(image);
    if (facts.check.kind === 'corrupt') this.corrupt.push(image);
    else this.lookAlikes.add(image, facts);
  }

  figures() {
    return {
      scanned_images: this.#scanned,
      corrupt_image_count: this.corrupt.length,
      corrupt_examples: this.corrupt.slice(0, IMAGE_RULES.corruptExamples).map(({ path }) => path),
      ...this.captions.figures(),
      ...this.images.figures(),
    };
  }
}
