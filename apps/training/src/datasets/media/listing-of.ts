import { basename, dirname, join } from 'node:path/posix';
import type { MediaImage, MediaListing } from './media-folder.js';
import {
  captionPathOf,
  DEFAULT_CAPTION,
  isPassedBy,
  isTrainedImage,
  isTrainedMedia,
  stemOf,
} from './trained-files.js';

/** listingOf sorts out the files of a data set, whose paths are as seen from it. */
export function listingOf(files: readonly string[], limited: boolean): MediaListing {
  const present = new Set(files);
  const stems = new Map<string, number>();
  for (const stem of files.filter(isTrainedMedia).map(stemOf)) stems.set(stem, (stems.get(stem) ?? 0) + 1);
  const sorted = [...files].sort(byCodeUnits);
  return {
    images: sorted.filter(isTrainedImage).map((path) => imageOf(path, present, stems)),
    passedBy: sorted.filter(isPassedBy),
    limited,
  };
}

function imageOf(path: string, present: ReadonlySet<string>, stems: ReadonlyMap<string, number>): MediaImage {
  const caption = captionPathOf(path);
  const fallback = join(dirname(path), DEFAULT_CAPTION);
  return {
    path,
    caption: present.has(caption) ? caption : undefined,
    fallback: present.has(fallback) && basename(caption) !== DEFAULT_CAPTION ? fallback : undefined,
    sharesCaption: (stems.get(stemOf(path)) ?? 0) > 1 || basename(caption) === DEFAULT_CAPTION,
  };
}

/** In the order of every machine and language. */
export function byCodeUnits(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
