import { DomainError } from '@app/kernel';
import { z } from 'zod';
import { isKeyName } from '../vault/secret-path.js';

/** The argument `path` of a tool; what a path may hold is checked when it is split. */
export const pathArgument = z
  .string()
  .min(1)
  .max(1_024)
  .describe('Path of the secret, as app/db, without the mount');

/** What is in it is not to be kept by whoever passes it on. */
export const secretText = z.string().meta({ writeOnly: true });

export const versionNumber = z.int().min(1).max(1_000_000_000);

const MOST_KEYS = 256;
const MOST_BYTES = 512 * 1024;

/** checkedData refuses keys that no reference could name, and more than fits into a secret; values are not shown. */
export function checkedData(data: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const keys = Object.keys(data);
  if (keys.length === 0 || keys.length > MOST_KEYS) throw refused(`wanted 1 to ${MOST_KEYS} keys`);
  if (!keys.every(isKeyName))
    throw refused('wanted keys of 1 to 256 characters without # or control characters');
  if (Buffer.byteLength(JSON.stringify(data)) > MOST_BYTES)
    throw refused(`wanted at most ${MOST_BYTES} bytes`);
  return data;
}

/** reference names a key of a secret without saying its value. */
export function reference(path: string, key: string): string {
  return `vault:${path}#${key}`;
}

function refused(wanted: string): DomainError {
  return new DomainError('invalid_data', wanted, { param: 'data' });
}
