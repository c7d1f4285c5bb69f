import { z } from 'zod';
import { datasetAnalysis } from '../../contract/index.js';

export const finding = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional().describe('Where in the config'),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional().describe('What stands there'),
});
export type Finding = z.output<typeof finding>;

const text = z.string().nullable();
const number = z.number().nullable();

const normalizedConfig = z.object({
  job_name: text,
  model: z.object({
    name_or_path: text,
    resolved_name_or_path: text,
    resolution_source: text,
    arch: text,
    is_flux_model: z.boolean().describe('By its name'),
    is_flux_arch: z.boolean(),
    low_vram: z.boolean(),
  }),
  dataset: z.object({
    path: text,
    exists: z.boolean().nullable().describe('null when nobody looked'),
    stats: datasetAnalysis.nullable(),
  }),
  train: z.object({
    resolution: z.array(z.number()),
    batch_size: number,
    steps: number,
    learning_rate: number,
    rank: number,
    alpha: number,
  }),
  sample: z.object({ prompt_count: z.int(), trigger_word: text }),
});
export type NormalizedConfig = z.output<typeof normalizedConfig>;

const configSource = z.enum(['config_argument', 'saved_config', 'draft_parameters']);
export type ConfigSource = z.output<typeof configSource>;

export const validationReport = z.object({
  valid: z.boolean(),
  errors: z.array(finding),
  warnings: z.array(finding),
  suggested_fixes: z.array(z.string()),
  normalized_config: normalizedConfig,
  summary: z.object({
    error_count: z.int(),
    warning_count: z.int(),
    is_flux_model: z.boolean(),
    dataset_checked: z.boolean(),
  }),
  config_context: z.object({
    config_source: configSource,
    requested_config_name: text,
    check_dataset: z.boolean(),
    max_dataset_files: z.int(),
  }),
});
export type ValidationReport = z.output<typeof validationReport>;
