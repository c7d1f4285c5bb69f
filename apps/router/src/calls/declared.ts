import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';

const COMBINED = ['allOf', 'anyOf', 'oneOf'];
const LOCAL = /^#\/(\$defs|definitions)\/([^/]+)$/;
/** Of schemas that refer to each other no more are looked at for one value. */
const MOST_PARTS = 64;

/**
 * Declared is what a JSON Schema says of one value, as far as secrets go: a value is one when any schema for it says
 * `writeOnly: true` or `format: "password"`.
 */
export class Declared {
  readonly isSecret: boolean;

  private constructor(
    private readonly root: JsonObject,
    private readonly parts: readonly JsonObject[],
  ) {
    this.isSecret = parts.some(({ writeOnly, format }) => writeOnly === true || format === 'password');
  }

  static by(schema: JsonObject): Declared {
    return new Declared(schema, partsOf(schema, [schema]));
  }

  /** member is what is said of a member of this value: by its name, by a pattern, or of all others. */
  member(name: string): Declared {
    return this.of(({ properties, patternProperties, additionalProperties }) => {
      const named =
        isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
      const patterned = isJsonObject(patternProperties) ? Object.values(patternProperties) : [];
      return [...patterned, named ?? additionalProperties];
    });
  }

  get item(): Declared {
    return this.of(({ items, prefixItems }) => [items, prefixItems].flat());
  }

  private of(inner: (schema: JsonObject) => (JsonValue | undefined)[]): Declared {
    return new Declared(this.root, partsOf(this.root, this.parts.flatMap(inner).filter(isJsonObject)));
  }
}

/** The schemas that hold for a value besides the given ones; what is elsewhere is not fetched. */
function partsOf(root: JsonObject, given: readonly JsonObject[]): JsonObject[] {
  const parts = new Set(given);
  for (const part of parts) {
    if (parts.size > MOST_PARTS) break;
    const found = [...COMBINED.map((word) => part[word]).flat(), referred(root, part['$ref'])];
    for (const each of found) if (isJsonObject(each)) parts.add(each);
  }
  return [...parts];
}

function referred(root: JsonObject, reference: JsonValue | undefined): JsonValue | undefined {
  const [, where = '', name = ''] = typeof reference === 'string' ? (LOCAL.exec(reference) ?? []) : [];
  const definitions = root[where];
  return isJsonObject(definitions) ? definitions[name] : undefined;
}
