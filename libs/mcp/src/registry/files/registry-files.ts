import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { readWholeFile } from './read-file.js';
import { replaceFile } from './replace-file.js';

/** A registry is written by people: one of this size is a mistake. */
export const MOST_REGISTRY_BYTES = 1_048_576;
const MOST_LIST_BYTES = 65_536;

/** What the two files hold; undefined where there is none. */
export interface RegistryTexts {
  readonly registry: string | undefined;
  readonly list: string | undefined;
}

/** RegistryFiles are registry.json and servers.txt in one folder, which need not be there. */
export class RegistryFiles {
  readonly registryPath: string;
  readonly listPath: string;
  readonly envPath: string;

  constructor(folder: string) {
    this.registryPath = join(folder, 'registry.json');
    this.listPath = join(folder, 'servers.txt');
    this.envPath = join(folder, '.env');
  }

  /** Throws `registry_invalid`. */
  readRegistry(): Promise<string | undefined> {
    return readWholeFile(this.registryPath, MOST_REGISTRY_BYTES);
  }

  /** Throws `registry_invalid`. */
  readList(): Promise<string | undefined> {
    return readWholeFile(this.listPath, MOST_LIST_BYTES);
  }

  async read(): Promise<RegistryTexts> {
    return { registry: await this.readRegistry(), list: await this.readList() };
  }

  /**
   * write replaces those files that `next` says another text for, provided that they still hold `read`; throws
   * `registry_conflict` when another process was faster, and `registry_unwritable`. A crash between the two files
   * leaves a server that is known and not enabled, never the reverse.
   */
  async write(read: RegistryTexts, next: RegistryTexts): Promise<void> {
    const now = await this.read();
    if (now.registry !== read.registry || now.list !== read.list) {
      throw new DomainError(
        'registry_conflict',
        'the registry was changed by somebody else meanwhile; look again',
      );
    }
    const loses = (read.list ?? '').length > (next.list ?? '').length;
    if (loses) await this.writeList(read, next);
    if (next.registry !== undefined && next.registry !== read.registry) {
      await replaceFile(this.registryPath, next.registry);
    }
    if (!loses) await this.writeList(read, next);
  }

  private async writeList(read: RegistryTexts, next: RegistryTexts): Promise<void> {
    if (next.list !== undefined && next.list !== read.list) await replaceFile(this.listPath, next.list);
  }
}
