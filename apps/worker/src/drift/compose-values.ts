import { isJsonObject, type JsonValue } from '@app/kernel';

export type Entry = Readonly<Record<string, JsonValue | undefined>>;

export function objectOf(value: JsonValue | undefined): Entry {
  return isJsonObject(value) ? value : {};
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? String(value)
    : '';
}

/** givenName is what a network or volume of the files is called on the node. */
export function givenName(declared: JsonValue | undefined, key: string, project: string): string {
  const { name, external } = objectOf(declared);
  if (typeof name === 'string') return name;
  if (external === true) return key;
  const elsewhere = objectOf(external)['name'];
  return typeof elsewhere === 'string' ? elsewhere : `${project}_${key}`;
}
