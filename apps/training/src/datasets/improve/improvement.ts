import { z } from 'zod';
import { datasetAnalysis, skipped } from '../../contract/index.js';

const ACTIONS = [
  'create_missing_captions',
  'fill_empty_captions',
  'quarantine_duplicates',
  'quarantine_corrupt',
] as const;
const action = z.enum(ACTIONS);
export type Action = z.output<typeof action>;

const files = z.array(z.string());

const options = z.object({
  max_dataset_files: z.int(),
  apply: z.boolean(),
  trigger_word: z.string().nullable(),
  fill_missing_captions: z.boolean(),
  fill_empty_captions: z.boolean(),
  quarantine_duplicates: z.boolean(),
  quarantine_corrupt: z.boolean(),
});
export type ImprovementOptions = Readonly<z.output<typeof options>>;

const applied = z.object({
  captions_created: z.int(),
  empty_captions_filled: z.int(),
  duplicates_quarantined: z.int(),
  corrupt_quarantined: z.int(),
  moved_files: z
    .array(z.object({ type: z.enum(['duplicate', 'corrupt']), from: z.string(), path: z.string() }))
    .describe('From a path as seen from the data set to one as seen from the folder of all data sets'),
  not_done: z
    .array(z.object({ action, count: z.int(), reason: z.string() }))
    .describe('What was enabled and could not be done'),
});
export type Applied = z.output<typeof applied>;

/** What auto-improve-dataset tells. Paths of files are as seen from the data set. */
export const improvement = z.object({
  generated_at: z.string(),
  dataset_path: z.string(),
  config_name: z.string().nullable(),
  config_source: z.enum(['saved_config']).nullable(),
  applied: z.boolean(),
  options,
  analysis_before: datasetAnalysis,
  inspection: z.object({
    missing_caption_files: files,
    empty_caption_files: files,
    duplicate_files: files,
    corrupt_files: files,
    untrained_files: files.describe('Images of kinds that the trainer does not read'),
    scanned_images: z.int(),
    truncated: z.boolean().describe('Some of the lists are cut; plan_actions counts all'),
  }),
  plan_actions: z.array(z.object({ action, count: z.int(), enabled: z.boolean() })),
  plan: z
    .object({
      missing_captions: z.int(),
      empty_captions: z.int(),
      duplicate_images: z.int(),
      corrupt_images: z.int(),
    })
    .describe('The counts of plan_actions by what is wrong'),
  apply_result: z.union([applied, skipped]),
  analysis_after: z.union([datasetAnalysis, skipped]),
});
export type Improvement = z.output<typeof improvement>;
