import { DomainError } from '@app/kernel';
import { tool, type Progress, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import type { DatasetLibrary } from '../dataset-library.js';
import type { MediaFolder } from '../media/media-folder.js';
import { inspectDataset } from '../scan/inspect-dataset.js';
import { apply } from './apply.js';
import { improvement, type Improvement, type ImprovementOptions } from './improvement.js';
import { planOf } from './plan.js';
import { Turns } from './turns.js';

export interface AutoImproveParts {
  readonly library: DatasetLibrary;
  /** The data set that a saved configuration names; throws `config_not_found`. */
  readonly datasetPathOf: (configName: string, signal: AbortSignal) => Promise<string | null>;
  readonly now: () => Date;
}

const input = z.object({
  dataset_path: z.string().max(4_096).optional().describe('In the folder of all data sets'),
  config_name: z
    .string()
    .max(200)
    .optional()
    .describe('In place of dataset_path: a configuration that names one'),
  max_dataset_files: clampedInteger(100, 50_000, 5_000).describe('Images that are looked at, in name order'),
  apply: z.boolean().default(false).describe('Otherwise nothing is changed, and only told what would be'),
  trigger_word: z.string().max(200).optional().describe('Put in front of captions that are made'),
  fill_missing_captions: z.boolean().default(true),
  fill_empty_captions: z.boolean().default(true),
  quarantine_duplicates: z.boolean().default(false),
  quarantine_corrupt: z.boolean().default(true),
});
type Input = z.output<typeof input>;

export function autoImproveDatasetTool(parts: AutoImproveParts): Tool {
  const turns = new Turns();
  return tool({
    name: 'auto-improve-dataset',
    title: 'Improve a data set',
    description:
      'Finds images without a caption, duplicates and corrupt images, and tells what could be done. With `apply` it makes ' +
      'captions of the names of the files, and moves images out of the trainer’s sight into `.quarantine` beside the data ' +
      'sets, with a manifest by which they can be moved back.',
    input,
    output: improvement,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    text: indented,
    run: async (args, signal, progress) => {
      const folder = await parts.library.open(await pathOf(args, parts, signal), signal);
      const improving = () => improve(folder, args, parts.now, signal, progress);
      return args.apply ? turns.take(folder.path, improving) : improving();
    },
  });
}

async function improve(
  folder: MediaFolder,
  args: Input,
  now: () => Date,
  signal: AbortSignal,
  progress: Progress,
): Promise<Improvement> {
  const options = optionsOf(args);
  const before = await inspectDataset(folder, args.max_dataset_files, signal, progress);
  const applied = options.apply ? await apply(folder, before, options, now(), signal) : undefined;
  const after = options.apply ? await inspectDataset(folder, args.max_dataset_files, signal) : undefined;
  return {
    generated_at: now().toISOString(),
    dataset_path: folder.path,
    config_name: args.config_name ?? null,
    config_source: args.dataset_path === undefined ? 'saved_config' : null,
    applied: options.apply,
    options,
    analysis_before: before.analysis,
    ...planOf(before, options),
    apply_result: applied ?? { skipped: true },
    analysis_after: after?.analysis ?? { skipped: true },
  };
}

function optionsOf({
  dataset_path: _path,
  config_name: _name,
  trigger_word: word,
  ...rest
}: Input): ImprovementOptions {
  return { ...rest, trigger_word: word ?? null };
}

async function pathOf(
  args: Input,
  { datasetPathOf }: AutoImproveParts,
  signal: AbortSignal,
): Promise<string> {
  if (args.dataset_path !== undefined) return args.dataset_path;
  if (args.config_name === undefined)
    throw new DomainError('invalid_argument', 'wanted dataset_path or config_name', {
      param: 'dataset_path',
    });
  const path = await datasetPathOf(args.config_name, signal);
  if (path !== null) return path;
  throw new DomainError('dataset_not_found', 'the configuration names no data set', { param: 'config_name' });
}
