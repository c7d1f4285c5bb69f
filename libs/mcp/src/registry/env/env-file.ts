import { parseEnv } from 'node:util';
import { readWholeFile } from '../files/read-file.js';
import type { EnvValues } from './env-values.js';

const MOST_BYTES = 256 * 1024;
const BY_OTHERS = 0o006;

/**
 * readEnvFile reads the values of a `.env`; an absent one has none. Throws `registry_invalid` for a file that everybody
 * may read or write.
 */
export async function readEnvFile(path: string): Promise<EnvValues> {
  const text = await readWholeFile(path, MOST_BYTES, (mode) => {
    if ((mode & BY_OTHERS) === 0) return undefined;
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    return `everybody may read or write it (mode ${octal}), wanted a mode like 0600`;
  });
  const values = Object.entries(parseEnv(text ?? ''));
  return new Map(values.filter((pair): pair is [string, string] => pair[1] !== undefined));
}
