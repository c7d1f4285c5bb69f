import type { MediaFolder, MediaImage, MovedFile, QuarantineOrder } from '../media/media-folder.js';
import type { Inspection } from '../scan/inspect-dataset.js';
import { captionFromName } from './caption-from-name.js';
import type { Action, Applied, ImprovementOptions } from './improvement.js';

const NO_QUARANTINE = 'images can be moved only where the data sets are mounted';
const NO_CAPTION = 'the backend takes captions for files at the top of a data set, with plain names';

/** apply does what the options enable: it moves images out of the way first, and gives captions to those that stay. */
export async function apply(
  folder: MediaFolder,
  found: Inspection,
  options: ImprovementOptions,
  now: Date,
  signal: AbortSignal,
): Promise<Applied> {
  const quarantined = await quarantine(folder, found, options, now);
  const gone = new Set(quarantined.moved.map(({ from }) => from));
  const stays = ({ path }: MediaImage) => !gone.has(path);
  const fill = (images: readonly MediaImage[], enabled: boolean) =>
    fillAll(folder, enabled ? images.filter(stays) : [], options.trigger_word ?? undefined, signal);
  const created = await fill(found.missing, options.fill_missing_captions);
  const filled = await fill(found.empty, options.fill_empty_captions);
  const refused = [
    ...quarantined.notDone,
    { action: 'create_missing_captions', count: created.refused, reason: NO_CAPTION } as const,
    { action: 'fill_empty_captions', count: filled.refused, reason: NO_CAPTION } as const,
  ];
  return {
    captions_created: created.done,
    empty_captions_filled: filled.done,
    ...quarantined.counts,
    moved_files: [...quarantined.moved],
    not_done: refused.filter(({ count }) => count > 0),
  };
}

async function quarantine(folder: MediaFolder, found: Inspection, options: ImprovementOptions, now: Date) {
  const corrupt = options.quarantine_corrupt ? found.corrupt : [];
  const duplicates = options.quarantine_duplicates ? found.duplicates : [];
  const orders: readonly QuarantineOrder[] = [
    ...corrupt.map((image) => ({ type: 'corrupt', image }) as const),
    ...duplicates.map((image) => ({ type: 'duplicate', image }) as const),
  ];
  const possible = folder.quarantine !== undefined && orders.length > 0;
  const moved = possible ? await folder.quarantine(orders, now) : [];
  const images = new Set(orders.map(({ image }) => image.path));
  const count = (type: MovedFile['type']) =>
    moved.filter((file) => file.type === type && images.has(file.from)).length;
  return {
    moved,
    counts: { duplicates_quarantined: count('duplicate'), corrupt_quarantined: count('corrupt') },
    notDone: folder.quarantine === undefined ? refusedMoves(corrupt.length, duplicates.length) : [],
  };
}

function refusedMoves(
  corrupt: number,
  duplicates: number,
): readonly { action: Action; count: number; reason: string }[] {
  return [
    { action: 'quarantine_corrupt', count: corrupt, reason: NO_QUARANTINE },
    { action: 'quarantine_duplicates', count: duplicates, reason: NO_QUARANTINE },
  ];
}

async function fillAll(
  folder: MediaFolder,
  images: readonly MediaImage[],
  trigger: string | undefined,
  signal: AbortSignal,
): Promise<{ done: number; refused: number }> {
  let done = 0;
  let refused = 0;
  for (const image of images) {
    signal.throwIfAborted();
    const outcome = await folder.fillCaption(image, captionFromName(image.path, trigger), signal);
    if (outcome === 'filled') done += 1;
    if (outcome === 'not_possible') refused += 1;
  }
  return { done, refused };
}
