import type { MediaFolder, MediaImage } from '../media/media-folder.js';
import { SCAN_LIMITS } from '../limits.js';
import { inspectDataset } from './inspect-dataset.js';

it('holds no more images in memory when many ask at once', async () => {
  let [held, most] = [0, 0];
  const alike = { caption: undefined, fallback: undefined, sharesCaption: false };
  const images = Array.from({ length: 20 }, (_, at) => ({ path: `${at}.png`, ...alike }));
  const folder: MediaFolder = {
    path: '/datasets/cats',
    quarantine: undefined,
    list: async () => ({ images, limited: false, passedBy: [] }),
    captions: async (wanted: readonly MediaImage[]) => wanted.map(() => undefined),
    facts: async () => {
      held += 1;
      most = Math.max(most, held);
      await new Promise(setImmediate);
      held -= 1;
      return undefined;
    },
    digest: async () => undefined,
    fillCaption: async () => 'not_possible',
  };
  await Promise.all(Array.from({ length: 8 }, () => inspectDataset(folder, 100)));
  expect(most).toBe(SCAN_LIMITS.atOnce);
});
