import type { FieldDifference, Service } from '../../api/ops-views.js';
import { servicePath } from '../../data/live-views.js';
import { counted } from '../../time/format.js';

/** differs tells whether it is known what of a service is not as its files say: only then it gets a mark. */
export function differs({ drift, differs: fields }: Pick<Service, 'drift' | 'differs'>): boolean {
  return drift === 'drifted' && (fields?.length ?? 0) > 0;
}

export function differencePath(service: Pick<Service, 'node' | 'name'>): string {
  return `${servicePath(service)}/difference`;
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  image: 'Image',
  command: 'Command',
  entrypoint: 'Entrypoint',
  environment: 'Variable',
  ports: 'Port',
  mounts: 'Mount',
  networks: 'Network',
  limits: 'Limit',
  restart: 'Restart by Docker',
  user: 'User',
  labels: 'Label',
};

/** Where a key says what is meant better than field and key together. */
const KEYED: Readonly<Record<string, string>> = {
  'image name': 'Image',
  'image id': 'Image id',
  'networks mode': 'Network mode',
  'user name': 'User',
  'user folder': 'Working folder',
  'limits memory': 'Memory limit',
  'limits cpus': 'CPU limit',
  'limits processes': 'Process limit',
  'limits devices': 'GPUs',
};

/** placeWords is what differs: `Variable MODE`, `Memory limit`. */
export function placeWords({ field, key }: Pick<FieldDifference, 'field' | 'key'>): string {
  const word = FIELD_WORDS[field] ?? field;
  return KEYED[`${field} ${key}`] ?? (key === '' ? word : `${word} ${key}`);
}

/** fieldWords names fields in a sentence. */
export function fieldWords(fields: readonly string[]): string {
  return fields.map((field) => (field === 'environment' ? 'variables' : field)).join(', ');
}

/** sideWords is what one side has. A value that is hidden is there, or is not. */
export function sideWords(
  { change, hidden, running, files }: FieldDifference,
  side: 'running' | 'files',
): { readonly text: string; readonly isValue: boolean } {
  const value = side === 'running' ? running : files;
  if (value !== undefined) return { text: value, isValue: true };
  const isThere = side === 'running' ? change !== 'added' : change !== 'removed';
  if (!isThere) return { text: 'Not set', isValue: false };
  if (!hidden) return { text: 'Unknown', isValue: false };
  return { text: change === 'changed' && side === 'files' ? 'Set, another value' : 'Set', isValue: false };
}

/** countWords is how many differences a view has. */
export function countWords(count: number): string {
  return count === 0 ? 'No difference' : counted(count, 'difference');
}
