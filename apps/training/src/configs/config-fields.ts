import { isJsonObject } from '@app/kernel';
import type { JobConfig } from '../backend/index.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a config says, wherever it says it; undefined what it does not say. Nothing is checked here. */
export interface ConfigFields {
  readonly name: unknown;
  readonly process: Fields | undefined;
  readonly model: Fields;
  readonly train: Fields;
  readonly network: Fields;
  readonly sample: Fields;
  readonly logging: Fields;
  /** One of each data set, in their order. */
  readonly datasetPaths: readonly unknown[];
  readonly resolution: unknown;
  readonly prompts: readonly string[];
  readonly triggerWord: string | undefined;
}

/** fieldsOf looks at the first process of a config, which is the one that the backend's own page shows. */
export function fieldsOf(config: JobConfig): ConfigFields {
  const root = fields(config['config']);
  const process = firstObject(root['process']);
  const datasets = objects(process?.['datasets']);
  const sample = fields(process?.['sample']);
  return {
    name: root['name'],
    process,
    model: fields(process?.['model']),
    train: fields(process?.['train']),
    network: fields(process?.['network']),
    sample,
    logging: fields(process?.['logging']),
    datasetPaths: datasets.map((dataset) => dataset['folder_path'] ?? dataset['dataset_path']),
    resolution: datasets[0]?.['resolution'],
    prompts: promptsOf(sample),
    triggerWord: textOrUndefined(process?.['trigger_word']),
  };
}

/** datasetPathOf is the folder of a config's first data set, as the config writes it. */
export function datasetPathOf(config: JobConfig): string | undefined {
  return textOrUndefined(fieldsOf(config).datasetPaths[0]);
}

/** jobNameOf is the name that the job of a config has. */
export function jobNameOf(config: JobConfig): string | undefined {
  return textOrUndefined(fieldsOf(config).name);
}

/** numberOf takes numbers, and text that writes one, as YAML of `1e-4` is to some readers. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Newer configs list samples with a prompt each, older ones only prompts. */
function promptsOf(sample: Fields): string[] {
  const listed = objects(sample['samples']).map(({ prompt }) => prompt);
  const plain = Array.isArray(sample['prompts']) ? sample['prompts'] : [];
  return [...listed, ...plain].filter((prompt) => typeof prompt === 'string');
}

function fields(value: unknown): Fields {
  return isJsonObject(value) ? value : {};
}

function objects(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function firstObject(value: unknown): Fields | undefined {
  return Array.isArray(value) && isJsonObject(value[0]) ? value[0] : undefined;
}
