import { isObject, type Json, type JsonObject } from './json.ts';

/** exampleOf returns the smallest value that a JSON Schema of plain types, enums and objects allows. */
export function exampleOf(schema: Json | undefined): Json {
  if (!isObject(schema)) return null;
  if (Array.isArray(schema['enum'])) return schema['enum'][0] ?? null;
  if (schema['const'] !== undefined) return schema['const'];
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  return ofType(type, schema);
}

function ofType(type: Json | undefined, schema: JsonObject): Json {
  if (type === 'string') return 'blue';
  if (type === 'integer' || type === 'number') return 7;
  if (type === 'boolean') return true;
  if (type === 'array') return [exampleOf(schema['items'])];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, exampleOf(inner)]));
}
