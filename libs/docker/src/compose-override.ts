import { readFile } from 'node:fs/promises';
import { isJsonObject, type JsonValue } from '@app/kernel';
import { parse, stringify } from 'yaml';

/**
 * imageOverride renders a compose file that gives services other images. Laid over files that name a version it must
 * name the same: 1.29 refuses to mix them.
 */
export function imageOverride(images: ReadonlyMap<string, string>, version: string | undefined): string {
  const services = Object.fromEntries([...images].map(([service, image]) => [service, { image }]));
  return stringify({ ...(version !== undefined && { version }), services });
}

/** composeVersion returns the version that a compose file names, if it does. A file that cannot be read names none. */
export async function composeVersion(path: string): Promise<string | undefined> {
  try {
    const document = parse(await readFile(path, 'utf8')) as JsonValue;
    const version = isJsonObject(document) ? document['version'] : undefined;
    return typeof version === 'string' ? version : undefined;
  } catch {
    // Compose itself will say what is wrong with the file, in words that hold none of it.
    return undefined;
  }
}
