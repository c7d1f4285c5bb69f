import { z } from 'zod';

const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._-]{0,98}[\p{L}\p{M}\p{N}_-])?$/u;

/** A file's name has 255 bytes at most, and beside it stands a temporary one that is longer. */
const MOST_BYTES = 200;

/** A config's name is a file's name, a job's name and the name of the job's folder: never a path. */
export const configName = z
  .string()
  .regex(
    NAME,
    'wanted 1 to 100 letters, digits, spaces, "_", "-" or ".", a letter or digit first, and no space or dot last',
  )
  .refine((name) => Buffer.byteLength(name) <= MOST_BYTES, `wanted at most ${MOST_BYTES} bytes of UTF-8`);

export function isConfigName(text: string): boolean {
  return configName.safeParse(text).success;
}
