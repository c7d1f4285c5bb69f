export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** compact drops the members that Go's `omitempty` would drop: zero, empty, false and undefined. */
export function compact(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) =>
        value !== undefined &&
        value !== 0 &&
        value !== '' &&
        value !== false &&
        value !== null &&
        !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** textOf is the value when it is a string, else its JSON. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
