import { open, readFile, stat } from 'node:fs/promises';
import { DomainError } from '@app/kernel';
import type { Root } from '../places/index.js';
import { MOST_BESIDE, pathBeside, type ModelSource, type OpenedModel } from './model-source.js';

/** MountedSource reads models of outputs that are on this machine. */
export class MountedSource implements ModelSource {
  constructor(private readonly outputs: Root) {}

  async open(path: string): Promise<OpenedModel> {
    const real = await this.fileAt(path);
    if (real === undefined)
      throw new DomainError('model_not_found', 'there is no such model in the outputs', {
        param: 'model_path',
      });
    const file = await open(real);
    const { size } = await file.stat();
    return { path: await this.outputs.relative(real), size, stream: file.createReadStream() };
  }

  async beside({ path }: OpenedModel, name: string, signal: AbortSignal): Promise<string | undefined> {
    const real = await this.fileAt(pathBeside(path, name));
    if (real === undefined) return undefined;
    if ((await stat(real)).size > MOST_BESIDE)
      throw new DomainError('file_too_large', `${name} beside the model has more than ${MOST_BESIDE} bytes`);
    return readFile(real, { encoding: 'utf8', signal });
  }

  /** Folders, pipes and devices are no files. */
  private async fileAt(path: string): Promise<string | undefined> {
    try {
      const real = await this.outputs.existing(path, 'model_path');
      return (await stat(real)).isFile() ? real : undefined;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not_found') return undefined;
      throw error;
    }
  }
}
