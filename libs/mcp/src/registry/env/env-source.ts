import { LastGood } from '../state/last-good.js';
import { readEnvFile } from './env-file.js';
import type { EnvValues } from './env-values.js';
import { readSecretFiles } from './secret-files.js';

/** EnvSource reads values from a `.env` and from files of secrets, which go before it. */
export class EnvSource {
  private readonly file = new LastGood<EnvValues>(new Map());
  private readonly secrets = new LastGood<EnvValues>(new Map());

  constructor(
    readonly path: string,
    readonly secretsFolder: string,
  ) {}

  /** read returns values for the names at least; what cannot be read leaves what was read before. */
  async read(names: Iterable<string>): Promise<EnvValues> {
    await this.file.refresh(() => readEnvFile(this.path));
    await this.secrets.refresh(() => readSecretFiles(this.secretsFolder, names));
    return new Map([...this.file.value, ...this.secrets.value]);
  }

  get problems(): readonly string[] {
    return [this.file.problem, this.secrets.problem].filter((problem) => problem !== undefined);
  }
}
