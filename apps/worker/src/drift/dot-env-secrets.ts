import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { namesSecret } from './shown-difference.js';

/** What Compose puts into the files is not in the containers' variables; a command may hold it all the same. */
export async function dotEnvSecrets(directory: string): Promise<readonly string[]> {
  const values = Object.entries(parseEnv(await textIn(join(directory, '.env'))));
  return values.flatMap(([name, value = '']) => (namesSecret(name) ? [value] : []));
}

/** Most projects have none. */
async function textIn(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
