import { DomainError } from '@app/kernel';
import type { ModelParts } from './model-parts.js';
import { MOST_BESIDE, pathBeside, type ModelSource, type OpenedModel } from './model-source.js';

/** BackendSource reads models of outputs that the backend alone can reach. */
export class BackendSource implements ModelSource {
  constructor(
    private readonly backend: Pick<ModelParts['backend'], 'folders'>,
    private readonly media: ModelParts['media'],
    /** What the outputs would be called here: paths may begin with it. */
    private readonly outputs: string,
  ) {}

  async open(path: string, signal: AbortSignal): Promise<OpenedModel> {
    const { training } = await this.backend.folders(signal);
    const below = belowOutputs(path, [this.outputs, training]);
    const found = await orAbsent(this.media.download(absolute(training, below), signal));
    if (found === undefined)
      throw new DomainError('model_not_found', 'the backend has no such model', { param: 'model_path' });
    return { ...found, path: below };
  }

  async beside({ path }: OpenedModel, name: string, signal: AbortSignal): Promise<string | undefined> {
    const { training } = await this.backend.folders(signal);
    const place = absolute(training, pathBeside(path, name));
    const bytes = await orAbsent(this.media.bytes(place, MOST_BESIDE, signal));
    return bytes?.toString('utf8');
  }

  /** The backend's own address of a file below the outputs. */
  async address(path: string, signal: AbortSignal): Promise<string> {
    const { training } = await this.backend.folders(signal);
    return `/api/files/${encodeURIComponent(absolute(training, path))}`;
  }
}

async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'file_not_found') return undefined;
    throw error;
  }
}

function absolute(training: string, below: string): string {
  return `${training.replace(/[\\/]+$/, '')}/${below}`;
}

/** What the path is below the outputs; it is refused when it leads out of them. */
function belowOutputs(path: string, folders: readonly string[]): string {
  const folder = folders
    .map((name) => `${name.replace(/[\\/]+$/, '')}/`)
    .find((start) => path.startsWith(start));
  const below = folder === undefined ? path : path.slice(folder.length);
  const parts = below.split('/');
  const leadsOut = parts.some((part) => part === '' || part === '.' || part === '..') || /[\\\0]/.test(below);
  if (leadsOut)
    throw new DomainError('path_outside_root', 'got a path that leads out of the outputs', {
      param: 'model_path',
    });
  return below;
}
