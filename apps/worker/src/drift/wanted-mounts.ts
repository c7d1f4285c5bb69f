import type { ComposeDocument, ImageSetup } from '@app/docker';
import { isJsonObject, type JsonValue } from '@app/kernel';
import { givenName, objectOf, textOf, type Entry } from './compose-values.js';
import { mountWords, trimmed } from './field-words.js';

interface Place {
  readonly document: Pick<ComposeDocument, 'volumes'>;
  readonly entry: Entry;
  readonly project: string;
  readonly directory: string;
  readonly image: { readonly setup: Pick<ImageSetup, 'volumes'> };
}

interface Mount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** What brings mounts that only Compose can name. */
const ELSEWHERE = ['volumes_from', 'secrets', 'configs'];

/** wantedMounts are what the files mount, by place; undefined when mounts come from elsewhere too. */
export function wantedMounts(place: Place): ReadonlyMap<string, string> | undefined {
  const { entry, image, directory } = place;
  if (ELSEWHERE.some((name) => entry[name] !== undefined)) return undefined;
  const given = Array.isArray(entry['volumes']) ? entry['volumes'] : [];
  const mounts = given.map((one) => mountOf(one, place));
  const told = new Map(mounts.map((mount) => [trimmed(mount.target), mountWords(mount, directory)]));
  for (const target of image.setup.volumes) {
    const own = { type: 'volume', source: '', readOnly: false };
    if (!told.has(trimmed(target))) told.set(trimmed(target), mountWords(own, directory));
  }
  return told;
}

function mountOf(given: JsonValue, place: Place): Mount {
  return isJsonObject(given) ? longMount(given, place) : shortMount(textOf(given), place);
}

function longMount(given: JsonValue, place: Place): Mount {
  const { type, source, target, read_only: readOnly } = objectOf(given);
  const kind = textOf(type);
  const from = kind === 'volume' ? volumeName(textOf(source), place) : textOf(source);
  return { type: kind, source: from, target: textOf(target), readOnly: readOnly === true };
}

/** `target`, `source:target` or `source:target:ro,z`. */
function shortMount(text: string, place: Place): Mount {
  const [first = '', target, modes = ''] = text.split(':');
  if (target === undefined) return { type: 'volume', source: '', target: first, readOnly: false };
  const type = /^[/.~]/.test(first) ? 'bind' : 'volume';
  const source = type === 'bind' ? first : volumeName(first, place);
  return { type, source, target, readOnly: modes.split(',').includes('ro') };
}

function volumeName(source: string, { document, project }: Place): string {
  return source === '' ? '' : givenName(document.volumes[source], source, project);
}
