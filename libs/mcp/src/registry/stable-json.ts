import { isJsonObject } from '@app/kernel';

/** stableJson writes equal values as equal text, whatever the order of their members; for hashes and comparisons. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isJsonObject(part) ? sorted(part) : part));
}

function sorted(object: object): object {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
