import { isJsonObject, kindOf, type DomainError, type JsonObject, type JsonValue } from '@app/kernel';
import { providerError } from '../../provider-error.js';

/**
 * Fields reads the members of a client's JSON object by kind. A member that is null counts as absent, as SDKs
 * send null for what their caller left out; one of the wrong kind is `invalid_request`, named by its whole path.
 */
export class Fields {
  constructor(
    private readonly members: JsonObject,
    private readonly path = '',
  ) {}

  /** of reads `value`, which sits at `path`, as an object. */
  static of(value: JsonValue | undefined, path: string): Fields {
    if (!isJsonObject(value)) throw wrongKind(path, 'an object', value);
    return new Fields(value, path);
  }

  /** at is a member's whole path: `messages[0].content`. */
  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.members, name);
  }

  value(name: string): JsonValue | undefined {
    return this.has(name) ? (this.members[name] ?? undefined) : undefined;
  }

  string(name: string): string | undefined {
    return this.read(name, 'a string', (value) => typeof value === 'string');
  }

  boolean(name: string): boolean | undefined {
    return this.read(name, 'a boolean', (value) => typeof value === 'boolean');
  }

  number(name: string): number | undefined {
    return this.read(name, 'a number', (value): value is number => Number.isFinite(value));
  }

  integer(name: string): number | undefined {
    return this.read(name, 'an integer', (value): value is number => Number.isInteger(value));
  }

  array(name: string): JsonValue[] | undefined {
    return this.read(name, 'an array', (value) => Array.isArray(value));
  }

  object(name: string): JsonObject | undefined {
    return this.read(name, 'an object', isJsonObject);
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === undefined) throw wrongKind(this.at(name), 'a string', value);
    return value;
  }

  /** child is the member `name` as Fields of its own; it must be an object. */
  child(name: string): Fields {
    return Fields.of(this.value(name), this.at(name));
  }

  private read<T extends JsonValue>(
    name: string,
    wanted: string,
    is: (value: JsonValue) => value is T,
  ): T | undefined {
    const value = this.value(name);
    if (value === undefined || is(value)) return value;
    throw wrongKind(this.at(name), wanted, value);
  }
}

/** wrongKind says what was wanted at `path` and which kind came; of the value itself it shows numbers alone. */
export function wrongKind(path: string, wanted: string, got: unknown): DomainError {
  return invalid(path, `${path} must be ${wanted}, got ${typeof got === 'number' ? got : kindOf(got)}`);
}

export function invalid(param: string, message: string): DomainError {
  return providerError('invalid_request', message, { param });
}

export function unsupported(param: string, message: string): DomainError {
  return providerError('unsupported_parameter', message, { param });
}
