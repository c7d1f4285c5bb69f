import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';

/** objectIn returns a field's object, or an empty one. */
export function objectIn(value: JsonValue, field: string): JsonObject {
  const part = isJsonObject(value) ? value[field] : undefined;
  return isJsonObject(part) ? part : {};
}

/** textIn returns a field's text, or none. */
export function textIn(value: JsonObject, field: string): string {
  const part = value[field];
  return typeof part === 'string' ? part : '';
}
