import type { DatasetAnalysis } from '../contract/index.js';
import { clamped, hundredths } from './points.js';

/** Points for each percent of the images, or for each image, and the most that they can take. */
const DATASET = {
  uncaptionedPercent: { points: 0.45, atMost: 45 },
  duplicatePercent: { points: 0.9, atMost: 40 },
  corruptImage: { points: 12, atMost: 60 },
  lowResolutionPercent: { points: 0.3, atMost: 20 },
  extremeAspectPercent: { points: 0.25, atMost: 15 },
} as const;

/** How fit a data set is to train on, 0 to 100; null when it is not there. */
export function datasetScore(dataset: DatasetAnalysis): number | null {
  if (!dataset.exists) return null;
  const images = dataset.scanned_images;
  if (images === 0) return 0;
  const percent = (count: number) => (100 * count) / images;
  const taken =
    penalty('uncaptionedPercent', 100 - dataset.caption_coverage_pct) +
    penalty('duplicatePercent', percent(dataset.duplicate_image_estimate)) +
    penalty('corruptImage', dataset.corrupt_image_count) +
    penalty('lowResolutionPercent', percent(dataset.low_resolution_count)) +
    penalty('extremeAspectPercent', percent(dataset.extreme_aspect_ratio_count));
  return hundredths(clamped(100 - taken, 0, 100));
}

function penalty(kind: keyof typeof DATASET, amount: number): number {
  return Math.min(DATASET[kind].atMost, DATASET[kind].points * amount);
}
