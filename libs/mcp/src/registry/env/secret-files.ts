import { join } from 'node:path';
import { readWholeFile } from '../files/read-file.js';
import type { EnvValues } from './env-values.js';

const MOST_BYTES = 64 * 1024;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/**
 * readSecretFiles reads the secrets that the container engine mounted, each in a file by the variable's name. A line end
 * at the end, which most editors add, is no part of it. Throws `registry_invalid` when one is there and cannot be read.
 */
export async function readSecretFiles(folder: string, names: Iterable<string>): Promise<EnvValues> {
  const values = new Map<string, string>();
  for (const name of new Set(names)) {
    if (!NAME.test(name)) continue;
    const text = await readWholeFile(join(folder, name), MOST_BYTES);
    if (text !== undefined) values.set(name, text.replace(/\r?\n$/, ''));
  }
  return values;
}
