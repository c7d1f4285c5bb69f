import { isJsonObject, type JsonObject } from '@app/kernel';
import { chosenEntry, fromServerJson, type ImportChoice } from './from-server-json.js';
import { GivenValues } from './given-values.js';
import { registryItem, type RegistryItem } from '../registry-document.js';
import type { ServerDocument, ServerPackage, ServerRemote } from './server-document.js';

/** What an option asks for before it can be added; answers go into `values` of the choice. */
export interface CatalogQuestion {
  readonly name: string;
  readonly required: boolean;
  readonly repeated: boolean;
  readonly description: string | undefined;
  readonly default: string | undefined;
  readonly choices: readonly string[] | undefined;
}

/** One way to run a server of the catalogue. */
export interface CatalogOption {
  /** To be sent along when it is this one that is meant. */
  readonly choice: ImportChoice;
  readonly kind: string;
  /** Package, image or URL. */
  readonly identifier: string;
  readonly version: string | undefined;
  readonly asks: readonly CatalogQuestion[];
  /** Names of variables that must be set, and of those that may be. */
  readonly env: { readonly required: readonly string[]; readonly optional: readonly string[] };
  /** Why it cannot be added. */
  readonly problems: readonly string[];
}

/** CatalogItem is a server that can be added by its name. */
export interface CatalogItem {
  readonly name: string;
  readonly source: 'built-in' | 'file';
  readonly title: string | undefined;
  readonly description: string;
  readonly version: string | undefined;
  readonly options: readonly CatalogOption[];
}

/** CatalogSource is what an item is made of: a document, with fields of an entry that it cannot say, or an entry. */
export interface CatalogSource {
  readonly name: string;
  readonly source: CatalogItem['source'];
  readonly document?: ServerDocument | undefined;
  readonly entry: JsonObject;
}

/** itemEntry makes the entry of a server `id`; throws `registry_invalid` as fromServerJson does. */
export function itemEntry(
  { document, entry }: CatalogSource,
  id: string,
  choice: ImportChoice,
): RegistryItem {
  if (document === undefined) return registryItem(id, entry);
  return registryItem(id, { ...fromServerJson(document, id, choice).given, ...entry });
}

export function catalogItem({ name, source, document, entry }: CatalogSource): CatalogItem {
  if (document === undefined) return entryItem(name, source, registryItem(name, entry));
  const { title, description, version, packages, remotes } = document;
  const options = [
    ...packages.map((one, index) => packageOption(document, name, one, index)),
    ...remotes.map((one, index) => remoteOption(document, name, one, index)),
  ];
  return { name, source, title, description, version, options };
}

/** An image is the only kind of entry that is built in as it is. */
function entryItem(name: string, source: CatalogItem['source'], { given, entry }: RegistryItem): CatalogItem {
  const identifier = 'image' in entry ? entry.image : '';
  const option = optionOf({}, 'image', identifier, undefined, given, new GivenValues({}));
  const { description = '' } = entry;
  return { name, source, title: undefined, description, version: undefined, options: [option] };
}

function packageOption(
  document: ServerDocument,
  name: string,
  { registryType, identifier, version }: ServerPackage,
  index: number,
): CatalogOption {
  const values = new GivenValues({});
  const entry = chosenEntry(document, name, { package: index }, values);
  return optionOf({ package: index }, registryType, identifier, version, entry, values);
}

function remoteOption(
  document: ServerDocument,
  name: string,
  { type, url }: ServerRemote,
  index: number,
): CatalogOption {
  const values = new GivenValues({});
  const entry = chosenEntry(document, name, { remote: index }, values);
  return optionOf({ remote: index }, type, url, undefined, entry, values);
}

function optionOf(
  choice: ImportChoice,
  kind: string,
  identifier: string,
  version: string | undefined,
  { env_schema }: JsonObject,
  { asked, problems }: GivenValues,
): CatalogOption {
  const asks = [...asked].map(([name, input]) => ({
    name,
    required: input.isRequired,
    repeated: input['isRepeated'] === true,
    description: input.description,
    default: input.default,
    choices: input.choices,
  }));
  const said = problems.map(({ field, problem }) => `${field}: ${problem}`);
  return { choice, kind, identifier, version, asks, env: envNames(env_schema), problems: said };
}

function envNames(schema: unknown): CatalogOption['env'] {
  const wishes = Object.entries(isJsonObject(schema) ? schema : {});
  const isRequired = (wish: unknown) =>
    wish === 'required' || (isJsonObject(wish) && wish['required'] === true);
  return {
    required: wishes.filter(([, wish]) => isRequired(wish)).map(([name]) => name),
    optional: wishes.filter(([, wish]) => !isRequired(wish)).map(([name]) => name),
  };
}
