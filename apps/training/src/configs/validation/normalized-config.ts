import type { ResolvedModel } from '../../models/index.js';
import { numberOf, textOrUndefined, type ConfigFields } from '../config-fields.js';
import type { DatasetState } from './check-dataset.js';
import type { ModelKind } from './check-model.js';
import { resolutionsOf } from './check-numbers.js';
import type { NormalizedConfig } from './validation-report.js';

/** What a config comes down to; null what it does not say, or says in a way that cannot be used. */
export function normalizedConfig(
  fields: ConfigFields,
  kind: ModelKind,
  resolved: ResolvedModel | undefined,
  dataset: DatasetState,
): NormalizedConfig {
  return {
    job_name: textOrUndefined(fields.name) ?? null,
    model: {
      name_or_path: kind.name ?? null,
      resolved_name_or_path: resolved?.resolved ?? null,
      resolution_source: resolved?.source ?? null,
      arch: kind.arch ?? null,
      is_flux_model: kind.isFluxModel,
      is_flux_arch: kind.isFluxArch,
      low_vram: fields.model['low_vram'] === true,
    },
    dataset: {
      path: textOrUndefined(fields.datasetPaths[0]) ?? null,
      exists: dataset.exists,
      stats: dataset.analysis,
    },
    train: normalizedTrain(fields),
    sample: { prompt_count: fields.prompts.length, trigger_word: fields.triggerWord ?? null },
  };
}

function normalizedTrain({ train, network, resolution }: ConfigFields): NormalizedConfig['train'] {
  return {
    resolution: resolutionsOf(resolution)
      .map(numberOf)
      .filter((number) => number !== undefined),
    batch_size: numberOf(train['batch_size']) ?? null,
    steps: numberOf(train['steps']) ?? null,
    learning_rate: numberOf(train['lr']) ?? null,
    rank: numberOf(network['linear']) ?? null,
    alpha: numberOf(network['linear_alpha']) ?? null,
  };
}
