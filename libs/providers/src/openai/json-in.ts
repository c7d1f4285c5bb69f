import type { JsonValue } from '@app/kernel';

/** jsonIn parses text that may be no JSON at all; undefined says so. */
export function jsonIn(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
