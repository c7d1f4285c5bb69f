import type { ComposeDocument, ImageSetup } from '@app/docker';
import { isJsonObject, type JsonValue } from '@app/kernel';
import { isOwnLabel, pairOf } from './field-words.js';
import { shortId } from './running-fields.js';
import { mapOf, wordsText, type SetupFields } from './setup-fields.js';
import { objectOf, textOf, type Entry } from './compose-values.js';
import { shellWords } from './shell-words.js';
import { wantedLimits } from './wanted-limits.js';
import { wantedMounts } from './wanted-mounts.js';
import { wantedNetworks } from './wanted-networks.js';
import { wantedPorts } from './wanted-ports.js';

export interface Wanted {
  readonly document: ComposeDocument;
  readonly entry: Entry;
  readonly project: string;
  readonly directory: string;
  readonly image: { readonly name: string; readonly id: string | undefined; readonly setup: ImageSetup };
}

/** wantedFields is what the files would make a container with: what they say, over what its image brings. */
export function wantedFields(wanted: Wanted): SetupFields {
  const { document, entry, image } = wanted;
  const entrypoint = wordsIn(entry['entrypoint']);
  // Whoever names another entrypoint leaves the command of the image behind.
  const brought = isSet(entry['entrypoint']) ? [] : image.setup.command;
  return {
    image: mapOf([
      ['name', image.name],
      ['id', image.id === undefined ? 'not on the node' : shortId(image.id)],
    ]),
    command: wordsField(entry['command'], brought),
    entrypoint: entrypoint && wordsField(entry['entrypoint'], image.setup.entrypoint),
    environment: environmentOf(entry, image.setup),
    ports: wantedPorts(entry['ports']),
    mounts: wantedMounts(wanted),
    networks: wantedNetworks(wanted),
    limits: wantedLimits(entry, document.generation),
    restart: restartOf(entry),
    user: mapOf([
      ['name', textOf(entry['user']) || image.setup.user],
      ['folder', textOf(entry['working_dir']) || image.setup.workingDir],
    ]),
    labels: new Map([...pairsOf(image.setup.labels), ...labelsOf(entry['labels'])]),
  };
}

function isSet(value: JsonValue | undefined): value is Exclude<JsonValue, null> {
  return value !== undefined && value !== null;
}

function wordsField(
  value: JsonValue | undefined,
  brought: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const words = isSet(value) ? wordsIn(value) : brought;
  return words && mapOf([['', wordsText(words)]]);
}

/** A list, or one text as a shell would split it; undefined when that cannot be told. */
function wordsIn(value: JsonValue | undefined): readonly string[] | undefined {
  if (Array.isArray(value)) return value.map(textOf);
  return shellWords(textOf(value));
}

/** Its names override those of the image; one without a value is not set. */
function environmentOf(entry: Entry, { env }: ImageSetup): ReadonlyMap<string, string> {
  const brought = env.map(pairOf).filter((pair) => pair !== undefined);
  return new Map([...brought, ...variablesIn(entry['environment'])]);
}

function variablesIn(given: JsonValue | undefined): (readonly [string, string])[] {
  if (Array.isArray(given))
    return given.map((line) => pairOf(textOf(line))).filter((pair) => pair !== undefined);
  return Object.entries(objectOf(given)).flatMap(([name, value]) =>
    isSet(value) ? [[name, textOf(value)] as const] : [],
  );
}

function labelsOf(given: JsonValue | undefined): (readonly [string, string])[] {
  if (!Array.isArray(given))
    return pairsOf(
      Object.fromEntries(Object.entries(objectOf(given)).map(([name, value]) => [name, textOf(value)])),
    );
  return given.map((line) => pairOf(textOf(line)) ?? ([textOf(line), ''] as const));
}

function pairsOf(labels: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(labels).filter(([name]) => !isOwnLabel(name));
}

/** What stands below `deploy` is for another kind of engine, which either Compose reads in its own way. */
function restartOf(entry: Entry): ReadonlyMap<string, string> | undefined {
  if (entry['restart'] === undefined && isJsonObject(objectOf(entry['deploy'])['restart_policy']))
    return undefined;
  return mapOf([['', textOf(entry['restart']) || 'no']]);
}
