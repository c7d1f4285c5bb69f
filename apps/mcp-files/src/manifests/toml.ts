import { parse } from 'smol-toml';
import { ManifestError } from './manifest.js';

export type TomlTable = Readonly<Record<string, unknown>>;

/** tomlTable reads a document of TOML; throws ManifestError with the line at fault. */
export function tomlTable(text: string): TomlTable {
  try {
    return parse(text, { maxDepth: 32 });
  } catch (error) {
    const line = error instanceof Error && 'line' in error ? ` at line ${String(error.line)}` : '';
    throw new ManifestError(`is no valid TOML${line}`, { cause: error });
  }
}

/** tableAt is the table below some keys; an empty one where there is none. */
export function tableAt(table: TomlTable, ...keys: readonly string[]): TomlTable {
  const found = keys.reduce<unknown>(
    (at, key) => (isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    table,
  );
  return isTable(found) ? found : {};
}

/** listAt is the texts of a list below some keys. */
export function textsAt(table: TomlTable, key: string): string[] {
  const list = Object.hasOwn(table, key) ? table[key] : [];
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
