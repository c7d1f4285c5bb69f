import type { ComposeDocument } from '@app/docker';
import { givenName, objectOf, textOf, type Entry } from './compose-values.js';

interface Place {
  readonly document: Pick<ComposeDocument, 'networks'>;
  readonly entry: Entry;
  readonly project: string;
}

/** wantedNetworks are the networks that the files join, or the mode that stands in their place. */
export function wantedNetworks({ document, entry, project }: Place): ReadonlyMap<string, string> {
  const mode = textOf(entry['network_mode']);
  if (/^(service|container):/.test(mode)) return new Map([['mode', 'of another container']]);
  if (mode !== '') return new Map([['mode', mode]]);
  const given = entry['networks'];
  const named = Array.isArray(given) ? given.map(textOf) : Object.keys(objectOf(given));
  const joinedBy = named.length === 0 ? ['default'] : named;
  return new Map(joinedBy.map((key) => [givenName(document.networks[key], key, project), 'joined']));
}
