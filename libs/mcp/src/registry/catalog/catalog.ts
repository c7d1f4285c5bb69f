import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { parseJsonText, JsonTextError } from '../files/json-text.js';
import { readWholeFile } from '../files/read-file.js';
import { registryInvalid } from '../registry-invalid.js';
import type { RegistryItem } from '../registry-document.js';
import { serverId } from '../server-entry.js';
import type { Inferred } from '../state/inference.js';
import { BUILT_IN_SERVERS } from './built-in-servers.js';
import { catalogItem, itemEntry, type CatalogItem, type CatalogSource } from './catalog-item.js';
import type { ImportChoice } from './from-server-json.js';
import { readServerDocument } from './server-document.js';

export interface CatalogList {
  readonly items: readonly CatalogItem[];
  /** Files of the folder that cannot be used, and why. */
  readonly problems: readonly string[];
}

const MOST_FILES = 500;
const MOST_BYTES = 256 * 1024;
const ENDING = '.json';

/**
 * Catalog holds servers that can be added by name: built-in ones, and the server.json documents of a folder, each named
 * by its file. A file goes before a built-in server of its name. The folder is read each time it is asked for.
 */
export class Catalog {
  constructor(private readonly folder: string) {}

  /** list returns the items in whose name, title or description the words occur. */
  async list(words = ''): Promise<CatalogList> {
    const { sources, problems } = await this.read();
    const wanted = words.toLowerCase();
    const items = [...sources.values()].map(catalogItem).filter(({ name, title = '', description }) => {
      return `${name} ${title} ${description}`.toLowerCase().includes(wanted);
    });
    return { items, problems };
  }

  /**
   * entry makes the entry of the server `id` from the item `name`. Throws `catalog_item_not_found`, and
   * `registry_invalid` when the item cannot be taken over or wants values that are missing.
   */
  async entry(name: string, id: string, choice: ImportChoice): Promise<RegistryItem> {
    const source = (await this.read()).sources.get(name);
    if (source !== undefined) return itemEntry(source, id, choice);
    throw new DomainError('catalog_item_not_found', `the catalogue has no server "${name}"`);
  }

  async has(name: string): Promise<boolean> {
    return (await this.read()).sources.has(name);
  }

  private async read(): Promise<{
    sources: ReadonlyMap<string, CatalogSource>;
    problems: readonly string[];
  }> {
    const sources = new Map(builtIn);
    const problems: string[] = [];
    for (const file of await filesOf(this.folder)) {
      try {
        const name = nameOf(file);
        sources.set(name, { name, source: 'file', document: await this.document(file), entry: {} });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        problems.push(error.message);
      }
    }
    return { sources, problems };
  }

  private async document(file: string) {
    const text = (await readWholeFile(join(this.folder, file), MOST_BYTES)) ?? '';
    try {
      return readServerDocument(parseJsonText(text).value, file);
    } catch (error) {
      if (!(error instanceof JsonTextError)) throw error;
      throw registryInvalid(file, [{ line: error.line, field: '', problem: error.problem }]);
    }
  }
}

/** inferBuiltIn is the Inference of a servers.txt that stands alone. */
export function inferBuiltIn(id: string): Inferred {
  const source = builtIn.get(id);
  if (source === undefined)
    return { reason: 'there is no registry.json, and no built-in server of that name' };
  try {
    return { item: itemEntry(source, id, {}) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { reason: error.message };
  }
}

const builtIn: ReadonlyMap<string, CatalogSource> = new Map(
  BUILT_IN_SERVERS.map(({ id, document, entry }) => {
    const read = document && readServerDocument(document, id);
    return [id, { name: id, source: 'built-in', document: read, entry }];
  }),
);

function nameOf(file: string): string {
  const name = file.slice(0, -ENDING.length);
  if (serverId.safeParse(name).success) return name;
  const problem = 'its name must be 1 to 63 lower-case letters, digits, "_" or "-", and .json';
  throw registryInvalid(JSON.stringify(file.slice(0, 80)), [{ field: '', problem }]);
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith(ENDING))
      .sort()
      .slice(0, MOST_FILES);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
