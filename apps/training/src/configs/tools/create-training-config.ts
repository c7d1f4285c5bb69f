import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { JobConfig } from '../../backend/index.js';
import { resolveModel } from '../../models/index.js';
import { configName } from '../config-name.js';
import { ConfigStore } from '../config-store.js';
import { backendDatasetFolder, backendPlaces } from '../draft/backend-places.js';
import { draftArguments } from '../draft/draft-arguments.js';
import { draftConfig } from '../draft/draft-config.js';
import type { ConfigParts } from '../parts.js';
import { ConfigValidator } from '../validation/config-validator.js';
import { finding, type Finding } from '../validation/validation-report.js';
import { refuseVariables } from '../variables.js';

const input = z.object({ name: configName, ...draftArguments });
type Arguments = z.output<typeof input>;

const output = z.object({
  name: z.string(),
  path: z.string().describe('Of the file on this machine'),
  replaced: z.boolean().describe('Whether there was a config of that name, which is gone'),
  model_name: z.string(),
  resolved_model_name: z.string(),
  model_resolution_source: z.string(),
  arch: z.string().nullable(),
  dataset_path: z.string().describe('As the backend sees it'),
  training_folder: z.string().describe('As the backend sees it'),
  resolution: z.number(),
  batch_size: z.number(),
  learning_rate: z.number(),
  steps: z.number(),
  rank: z.number(),
  alpha: z.number(),
  warnings: z.array(finding),
  notes: z.array(z.string()),
});
type Result = z.output<typeof output>;

export function createTrainingConfigTool(parts: ConfigParts): Tool {
  return tool({
    name: 'create-training-config',
    title: 'Write a training config',
    description:
      'Writes a config for training a LoRA, in place of one that has the same name. Check it with ' +
      'validate-training-config, and train it with run-training-with-guardrails.',
    input,
    output,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    text: spoken,
    run: (args, signal) => create(args, parts, signal),
  });
}

async function create(args: Arguments, parts: ConfigParts, signal: AbortSignal): Promise<Result> {
  refuseVariables(args);
  const { places } = parts;
  const [model, folders] = await Promise.all([
    resolveModel(args.model_name, places.models, signal),
    backendPlaces(parts, signal),
  ]);
  const datasetFolder = await backendDatasetFolder(args.dataset_path, places.datasets, folders);
  const named = { name: args.name, model: model.resolved, datasetFolder, trainingFolder: folders.training };
  const config = draftConfig(args, named, parts.now());
  const { arch, warnings } = await checked(config, parts, signal);
  const { path, replaced } = await new ConfigStore(places.configs).write(args.name, config);
  return {
    name: args.name,
    path,
    replaced,
    model_name: args.model_name,
    resolved_model_name: model.resolved,
    model_resolution_source: model.source,
    arch,
    dataset_path: datasetFolder,
    training_folder: folders.training,
    resolution: args.resolution,
    batch_size: args.batch_size,
    learning_rate: args.learning_rate,
    steps: args.steps,
    rank: args.rank,
    alpha: args.alpha,
    warnings,
    notes: folders.note === undefined ? [] : [folders.note],
  };
}

/** Nothing is written that could not be trained; whether the data set is there yet does not matter. */
async function checked(
  config: JobConfig,
  parts: ConfigParts,
  signal: AbortSignal,
): Promise<{ arch: string | null; warnings: Finding[] }> {
  const options = { checkDataset: false, maxDatasetFiles: 0 };
  const report = await new ConfigValidator(parts).given(config, options, signal, 'draft_parameters');
  const [error] = report.errors;
  if (error !== undefined) {
    const param = ARGUMENT_OF[error.field?.split('.').at(-1) ?? ''];
    const what = error.code.toLowerCase();
    throw new DomainError(what, error.message, param === undefined ? {} : { param });
  }
  return { arch: report.normalized_config.model.arch, warnings: report.warnings };
}

/** Which argument a field of the config comes from. */
const ARGUMENT_OF: Readonly<Record<string, string>> = {
  name_or_path: 'model_name',
  arch: 'arch',
  folder_path: 'dataset_path',
  resolution: 'resolution',
  batch_size: 'batch_size',
  lr: 'learning_rate',
  steps: 'steps',
  linear: 'rank',
  linear_alpha: 'alpha',
};

function spoken(result: Result): string {
  const resolved =
    result.resolved_model_name === result.model_name ? '' : ` (found as ${result.resolved_model_name})`;
  return [
    `${result.replaced ? 'Replaced' : 'Saved'} the training config ${result.name}: ${result.path}`,
    `Model: ${result.model_name}${resolved}`,
    `Data set: ${result.dataset_path}`,
    `Steps: ${result.steps}, rank: ${result.rank}, resolution: ${result.resolution}`,
    ...result.warnings.map(({ message, field }) => `Warning: ${message}${field ? ` (${field})` : ''}`),
    ...result.notes.map((note) => `Note: ${note}`),
  ].join('\n');
}
