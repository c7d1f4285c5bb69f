import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { replaceFile } from '@app/config';
import { DomainError } from '@app/kernel';
import type { JobConfig } from '../backend/index.js';
import type { Root } from '../places/index.js';
import { configName, isConfigName } from './config-name.js';
import { configText, parseConfig, refuseLarge } from './config-text.js';

const ENDING = '.yaml';
const RIGHTS = 0o644;

export interface SavedConfig {
  readonly config: JobConfig;
  /** The file as it stands, comments included. */
  readonly text: string;
}

/** ConfigStore keeps training configs as YAML files, one a name. A name that is a path is `invalid_argument`. */
export class ConfigStore {
  constructor(private readonly root: Root) {}

  /** Sorted. Throws `root_not_mounted`. */
  async names(): Promise<string[]> {
    await this.refuseWhenAway();
    const entries = await readdir(this.root.folder, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith(ENDING));
    const readable = await Promise.all(files.map((file) => this.isReadable(file)));
    return files
      .filter((_, nth) => readable[nth])
      .map(({ name }) => name.slice(0, -ENDING.length))
      .filter(isConfigName)
      .sort();
  }

  /** A link that leads out of the configs, or nowhere, is none that could be read. */
  private async isReadable(file: Dirent): Promise<boolean> {
    if (!file.isSymbolicLink()) return true;
    try {
      await this.root.existing(file.name, 'config_name');
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  /** Throws `config_not_found`, `config_too_large`, `config_malformed` and `root_not_mounted`. */
  async read(name: string, param = 'config_name'): Promise<SavedConfig> {
    const path = await this.find(name, param);
    if (path === undefined)
      throw new DomainError('config_not_found', `there is no config named ${JSON.stringify(name)}`, {
        param,
      });
    refuseLarge((await stat(path)).size, param);
    const text = await readFile(path, 'utf8');
    return { text, config: parseConfig(text, param) };
  }

  /** Writes the whole file or nothing of it, and tells where, and whether there was one before. */
  async write(name: string, config: JobConfig, param = 'name'): Promise<{ path: string; replaced: boolean }> {
    const replaced = (await this.find(name, param)) !== undefined;
    const path = await this.root.writable(`${name}${ENDING}`, param);
    await replaceFile(path, configText(config), RIGHTS);
    return { path, replaced };
  }

  private async find(name: string, param: string): Promise<string | undefined> {
    const checked = configName.safeParse(name);
    if (!checked.success)
      throw new DomainError('invalid_argument', checked.error.issues[0]?.message ?? 'is no name', { param });
    await this.refuseWhenAway();
    try {
      return await this.root.existing(`${name}${ENDING}`, param);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  private async refuseWhenAway(): Promise<void> {
    if (await this.root.isMounted()) return;
    throw new DomainError('root_not_mounted', `${this.root.label} are not on this machine`);
  }
}
