import { FILES_LISTED } from '../limits.js';
import type { MediaImage } from '../media/media-folder.js';
import type { Inspection } from '../scan/inspect-dataset.js';
import type { Improvement, ImprovementOptions } from './improvement.js';

/** planOf is what would be done about a data set, and why. */
export function planOf(
  found: Inspection,
  options: ImprovementOptions,
): Pick<Improvement, 'inspection' | 'plan_actions' | 'plan'> {
  const { missing, empty, duplicates, corrupt } = found;
  return {
    inspection: inspectionOf(found),
    plan_actions: [
      { action: 'create_missing_captions', count: missing.length, enabled: options.fill_missing_captions },
      { action: 'fill_empty_captions', count: empty.length, enabled: options.fill_empty_captions },
      { action: 'quarantine_duplicates', count: duplicates.length, enabled: options.quarantine_duplicates },
      { action: 'quarantine_corrupt', count: corrupt.length, enabled: options.quarantine_corrupt },
    ],
    plan: {
      missing_captions: missing.length,
      empty_captions: empty.length,
      duplicate_images: duplicates.length,
      corrupt_images: corrupt.length,
    },
  };
}

function inspectionOf({
  missing,
  empty,
  duplicates,
  corrupt,
  passedBy,
  analysis,
}: Inspection): Improvement['inspection'] {
  const all = [missing, empty, duplicates, corrupt, passedBy];
  return {
    missing_caption_files: listed(missing),
    empty_caption_files: listed(empty),
    duplicate_files: listed(duplicates),
    corrupt_files: listed(corrupt),
    untrained_files: passedBy.slice(0, FILES_LISTED),
    scanned_images: analysis.scanned_images,
    truncated: all.some(({ length }) => length > FILES_LISTED),
  };
}

function listed(images: readonly MediaImage[]): string[] {
  return images.slice(0, FILES_LISTED).map(({ path }) => path);
}
