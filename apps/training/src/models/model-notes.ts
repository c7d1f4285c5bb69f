import { DomainError } from '@app/kernel';
import { parse } from 'yaml';
import { baseName } from './model-files.js';
import type { ModelSource, OpenedModel } from './model-source.js';

const MOST_ALIASES = 100;

/** What is known of a model from the files beside it. */
export interface ModelNotes {
  readonly metadata: unknown;
  readonly metadata_source: string | null;
  readonly training_config: unknown;
  /** What lies beside the model and could not be read. */
  readonly problems: string[];
}

/** modelNotes reads `<name>.json`, else `<name>.metadata.json`, and the job's `config.yaml`. */
export async function modelNotes(
  source: ModelSource,
  model: OpenedModel,
  signal: AbortSignal,
): Promise<ModelNotes> {
  const name = baseName(model.path);
  const stem = name.slice(0, name.lastIndexOf('.'));
  const problems: string[] = [];
  const read = (file: string, parsed: (text: string) => unknown) =>
    valueBeside(source, model, file, parsed, problems, signal);
  const config = await read('config.yaml', (text) => parse(text, { maxAliasCount: MOST_ALIASES }) as unknown);
  for (const file of [`${stem}.json`, `${stem}.metadata.json`]) {
    const metadata = await read(file, (text) => JSON.parse(text) as unknown);
    if (metadata !== undefined)
      return { metadata, metadata_source: file, training_config: config ?? null, problems };
  }
  return { metadata: null, metadata_source: null, training_config: config ?? null, problems };
}

async function valueBeside(
  source: ModelSource,
  model: OpenedModel,
  file: string,
  parsed: (text: string) => unknown,
  problems: string[],
  signal: AbortSignal,
): Promise<unknown> {
  const text = await textBeside(source, model, file, problems, signal);
  if (text === undefined) return undefined;
  try {
    return parsed(text);
  } catch {
    problems.push(`${file} cannot be parsed`);
    return undefined;
  }
}

async function textBeside(
  source: ModelSource,
  model: OpenedModel,
  file: string,
  problems: string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await source.beside(model, file, signal);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'path_outside_root') problems.push(`${file} leads out of the outputs`);
    else if (error.code === 'file_too_large') problems.push(error.message);
    else throw error;
    return undefined;
  }
}
