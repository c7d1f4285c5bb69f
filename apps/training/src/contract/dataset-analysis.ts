import { z } from 'zod';
import { statistics, termCount } from './statistics.js';

export const datasetAnalysis = z.object({
  dataset_path: z.string().nullable(),
  exists: z.boolean(),
  error: z
    .enum(['dataset_path_not_found', 'dataset_path_not_directory', 'dataset_path_unresolved'])
    .optional(),
  total_images: z.int(),
  scanned_images: z.int(),
  scan_limited: z.boolean(),
  caption_non_empty_count: z.int(),
  caption_missing_count: z.int(),
  caption_empty_count: z.int(),
  caption_coverage_pct: z.number(),
  unique_caption_ratio: z.number().nullable(),
  resolution_width: statistics,
  resolution_height: statistics,
  aspect_ratio: statistics,
  corrupt_image_count: z.int(),
  corrupt_examples: z.array(z.string()).describe('Up to ten'),
  duplicate_image_estimate: z.int(),
  low_resolution_count: z.int(),
  extreme_aspect_ratio_count: z.int(),
  caption_words: statistics,
  caption_chars: statistics,
  top_caption_terms: z.array(termCount).describe('Up to twenty'),
  caption_examples: z.array(z.string()).describe('Up to ten'),
});
export type DatasetAnalysis = z.output<typeof datasetAnalysis>;
