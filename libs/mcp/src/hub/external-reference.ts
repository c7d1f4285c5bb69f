import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';

const DEEPEST = 64;
/** Their values are data, in which a `$ref` means nothing. */
const DATA = new Set(['const', 'enum', 'default', 'examples', 'example']);
/** Their values are maps from free names to schemas. */
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const REFERENCES = ['$ref', '$dynamicRef', '$recursiveRef'];

/**
 * externalReference finds what a tool's schemas want from elsewhere: the first reference that neither points into its own
 * document nor at an `$id` in it. Such a tool is not shown, and nothing is ever fetched (2026-07-28, basic/json-schema).
 * Schemas that are nested deeper than 64 levels are answered in the same way.
 */
export function externalReference(tool: JsonObject): string | undefined {
  for (const key of ['inputSchema', 'outputSchema']) {
    const schema = tool[key];
    if (!isJsonObject(schema)) continue;
    const search = new ReferenceSearch();
    search.schema(schema, 0);
    const found = search.external();
    if (found !== undefined) return found;
  }
  return undefined;
}

class ReferenceSearch {
  readonly #ids = new Set<string>();
  readonly #references: string[] = [];
  #tooDeep = false;

  external(): string | undefined {
    if (this.#tooDeep) return `nested deeper than ${DEEPEST}`;
    return this.#references.find((reference) => !this.#ids.has(withoutFragment(reference)));
  }

  schema(value: JsonValue | undefined, depth: number): void {
    if (depth > DEEPEST) {
      this.#tooDeep = true;
    } else if (Array.isArray(value)) {
      for (const item of value) this.schema(item, depth + 1);
    } else if (isJsonObject(value)) {
      this.#object(value, depth);
    }
  }

  #object(value: JsonObject, depth: number): void {
    if (typeof value['$id'] === 'string') this.#ids.add(withoutFragment(value['$id']));
    for (const key of REFERENCES) {
      const reference = value[key];
      if (typeof reference === 'string' && !reference.startsWith('#')) this.#references.push(reference);
    }
    for (const [key, inner] of Object.entries(value)) {
      if (DATA.has(key)) continue;
      if (MAPS.has(key) && isJsonObject(inner)) this.#map(inner, depth + 1);
      else this.schema(inner, depth + 1);
    }
  }

  #map(value: JsonObject, depth: number): void {
    for (const inner of Object.values(value)) this.schema(inner, depth + 1);
  }
}

function withoutFragment(uri: string): string {
  return uri.split('#', 1)[0] ?? uri;
}
