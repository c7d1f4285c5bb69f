import { join } from 'node:path';
import { readYamlFile, replaceFile } from '@app/config';
import { DomainError } from '@app/kernel';
import { stringify } from 'yaml';
import { z } from 'zod';

const file = z.strictObject({ model: z.string().min(1).max(512).optional() });
const MODE = 0o640;

/** DefaultModel keeps which model was chosen, in DATA_DIR/gateway/default-model.yaml. */
export class DefaultModel {
  private constructor(
    private readonly path: string,
    private chosen: string | undefined,
  ) {}

  /** open throws a ConfigError when the file is wrong; an absent one chooses nothing. */
  static async open(dataDir: string): Promise<DefaultModel> {
    const path = join(dataDir, 'gateway', 'default-model.yaml');
    return new DefaultModel(path, (await readYamlFile(path, file)).model);
  }

  get model(): string | undefined {
    return this.chosen;
  }

  /** choose throws `default_unwritable`; the choice then is what it was. */
  async choose(model: string | undefined): Promise<void> {
    try {
      await replaceFile(this.path, stringify(model === undefined ? {} : { model }), MODE);
    } catch (cause) {
      throw new DomainError('default_unwritable', 'the default model cannot be written to DATA_DIR', {
        cause,
      });
    }
    this.chosen = model;
  }
}
