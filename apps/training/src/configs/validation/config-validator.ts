import type { Backend, JobConfig } from '../../backend/index.js';
import type { DatasetScanner } from '../../datasets/index.js';
import { resolveModel } from '../../models/index.js';
import type { Places } from '../../places/index.js';
import { DomainError } from '@app/kernel';
import { fieldsOf } from '../config-fields.js';
import { ConfigStore } from '../config-store.js';
import { checkedConfig, parseConfig } from '../config-text.js';
import { checkDatasets, NOT_LOOKED_AT } from './check-dataset.js';
import { checkFolders } from './check-folders.js';
import { checkModel, isFluxKind, modelKind } from './check-model.js';
import { checkNumbers } from './check-numbers.js';
import { checkHabits, hasShape } from './check-shape.js';
import { FindingList } from './finding-list.js';
import { normalizedConfig } from './normalized-config.js';
import type { ConfigSource, NormalizedConfig, ValidationReport } from './validation-report.js';

export interface ValidationOptions {
  readonly checkDataset: boolean;
  readonly maxDatasetFiles: number;
}

export interface ValidatorParts {
  /** Asked for its folders, which a config must name as it does. */
  readonly backend: Pick<Backend, 'folders'>;
  readonly places: Pick<Places, 'configs' | 'datasets' | 'models'>;
  readonly scanner: DatasetScanner;
}

interface Origin {
  readonly source: ConfigSource;
  readonly name?: string;
}

/** ConfigValidator tells what is wrong with a config before a card is busy with it. */
export class ConfigValidator {
  private readonly store: ConfigStore;

  constructor(private readonly parts: ValidatorParts) {
    this.store = new ConfigStore(parts.places.configs);
  }

  /** Of a saved config; throws `config_not_found`. One that cannot be read as a config is not valid. */
  async saved(name: string, options: ValidationOptions, signal: AbortSignal): Promise<ValidationReport> {
    const config = await orUndefined(() => this.store.read(name).then((saved) => saved.config));
    return this.report(config, { source: 'saved_config', name }, options, signal);
  }

  /** Of anything, such as an object, or YAML or JSON of one. */
  async given(
    config: unknown,
    options: ValidationOptions,
    signal: AbortSignal,
    source: ConfigSource = 'config_argument',
  ): Promise<ValidationReport> {
    const read = async () =>
      typeof config === 'string' ? parseConfig(config, 'config') : checkedConfig(config, 'config');
    const parsed = await orUndefined(read);
    return this.report(parsed, { source }, options, signal);
  }

  private async report(
    config: JobConfig | undefined,
    { source, name }: Origin,
    options: ValidationOptions,
    signal: AbortSignal,
  ): Promise<ValidationReport> {
    const found = new FindingList();
    const normalized = await this.check(config, options, found, signal);
    if (source !== 'draft_parameters') await this.checkFolders(config, found, signal);
    const { errors, warnings } = found;
    return {
      valid: errors.length === 0,
      errors,
      warnings,
      suggested_fixes: found.fixes,
      normalized_config: normalized,
      summary: {
        error_count: errors.length,
        warning_count: warnings.length,
        is_flux_model: normalized.model.is_flux_model,
        dataset_checked: normalized.dataset.exists !== null,
      },
      config_context: {
        config_source: source,
        requested_config_name: name ?? null,
        check_dataset: options.checkDataset,
        max_dataset_files: options.maxDatasetFiles,
      },
    };
  }

  /** Those of a draft are this machine's until it is made. */
  private async checkFolders(
    config: JobConfig | undefined,
    found: FindingList,
    signal: AbortSignal,
  ): Promise<void> {
    const { backend, places } = this.parts;
    const check = { backend, datasets: places.datasets.folder };
    if (config !== undefined) await checkFolders(fieldsOf(config), check, found, signal);
  }

  private async check(
    config: JobConfig | undefined,
    options: ValidationOptions,
    found: FindingList,
    signal: AbortSignal,
  ): Promise<NormalizedConfig> {
    const whole = hasShape(config, found);
    const fields = fieldsOf(config ?? {});
    const kind = modelKind(fields);
    const resolved =
      kind.name === undefined ? undefined : await resolveModel(kind.name, this.parts.places.models, signal);
    if (!whole) return normalizedConfig(fields, kind, resolved, NOT_LOOKED_AT);
    checkHabits(config, fields, found);
    await checkModel(fields, kind, resolved, found);
    checkNumbers(fields, isFluxKind(kind), found);
    const check = { scanner: this.parts.scanner, maxFiles: options.maxDatasetFiles };
    const dataset = await checkDatasets(fields, options.checkDataset ? check : undefined, found, signal);
    return normalizedConfig(fields, kind, resolved, dataset);
  }
}

/** What is no config at all is a finding; what is too large or missing is not. */
async function orUndefined(read: () => Promise<JobConfig>): Promise<JobConfig | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'config_malformed') return undefined;
    throw error;
  }
}
