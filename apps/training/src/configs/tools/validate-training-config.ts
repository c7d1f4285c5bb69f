import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import { resolveModel } from '../../models/index.js';
import { configName } from '../config-name.js';
import { draftArguments } from '../draft/draft-arguments.js';
import { draftConfig } from '../draft/draft-config.js';
import type { ConfigParts } from '../parts.js';
import { ConfigValidator, type ValidationOptions } from '../validation/config-validator.js';
import { validationReport, type ValidationReport } from '../validation/validation-report.js';

const DRAFT_NAME = 'draft';

const input = z.object({
  config_name: configName.optional().describe('A saved config'),
  config: z
    .unknown()
    .optional()
    .describe('A config as an object, or as YAML or JSON of one; goes before config_name'),
  ...draftArguments,
  model_name: draftArguments.model_name
    .optional()
    .describe('With dataset_path, a config that is still to be made'),
  dataset_path: draftArguments.dataset_path.optional(),
  check_dataset: z.boolean().default(true).describe('Whether to look at the images'),
  max_dataset_files: clampedInteger(100, 20_000, 2_000),
});
type Arguments = z.output<typeof input>;

export function validateTrainingConfigTool(parts: ConfigParts): Tool {
  const validator = new ConfigValidator(parts);
  return tool({
    name: 'validate-training-config',
    title: 'Check a training config',
    description:
      'Checks a saved config, a config as given, or one that is still to be made from a model and a data set, and tells ' +
      'what is wrong and how to mend it. A config with errors is a result with valid: false.',
    input,
    output: validationReport,
    annotations: { readOnlyHint: true, openWorldHint: true },
    text: indented,
    run: (args, signal) => validate(args, parts, validator, signal),
  });
}

async function validate(
  args: Arguments,
  parts: ConfigParts,
  validator: ConfigValidator,
  signal: AbortSignal,
): Promise<ValidationReport> {
  const options: ValidationOptions = {
    checkDataset: args.check_dataset,
    maxDatasetFiles: args.max_dataset_files,
  };
  if (args.config !== undefined && args.config !== null) return validator.given(args.config, options, signal);
  if (args.config_name !== undefined) return validator.saved(args.config_name, options, signal);
  const { model_name, dataset_path } = args;
  if (model_name === undefined || dataset_path === undefined)
    throw new DomainError(
      'invalid_argument',
      'wanted config_name, or config, or model_name and dataset_path',
    );
  const model = await resolveModel(model_name, parts.places.models, signal);
  const named = { name: DRAFT_NAME, model: model.resolved, datasetFolder: dataset_path };
  const trainingFolder = parts.places.outputs.folder;
  const config = draftConfig(
    { ...args, model_name, dataset_path },
    { ...named, trainingFolder },
    parts.now(),
  );
  return validator.given(config, options, signal, 'draft_parameters');
}
