import { z } from 'zod';
import { clampedInteger, clampedNumber } from '../../arguments/index.js';
import { DEFAULT_PASS_THRESHOLD } from '../../scores/index.js';
import type { CollectOptions } from '../collect/collect-run.js';

export const MOST_RUNS = 50;

export const jobId = z.string().min(1).max(200).describe("The backend's id of the job");
export const jobIds = z.array(jobId).max(MOST_RUNS);
export const configName = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe("A saved configuration to judge by, in place of the job's own");
export const datasetPath = z
  .string()
  .min(1)
  .max(4_096)
  .optional()
  .describe("A data set to look at, in place of the configuration's");
export const logLines = (usual: number) => clampedInteger(100, 20_000, usual);
export const passThreshold = clampedNumber(0, 100, DEFAULT_PASS_THRESHOLD);

export const reading = { readOnlyHint: true, openWorldHint: true } as const;

/** Lists of ids that may name one twice. */
export function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

interface Collecting {
  readonly config_name?: string | undefined;
  readonly dataset_path?: string | undefined;
  readonly include_dataset: boolean;
  readonly include_nlp: boolean;
  readonly max_dataset_files: number;
}

/** What the arguments, which are the same for all tools of this room, ask to collect. */
export function collecting(inputs: Collecting, lines: number): CollectOptions {
  return {
    lines,
    configName: inputs.config_name,
    datasetPath: inputs.dataset_path,
    includeDataset: inputs.include_dataset,
    includeNlp: inputs.include_nlp,
    maxDatasetFiles: inputs.max_dataset_files,
  };
}
