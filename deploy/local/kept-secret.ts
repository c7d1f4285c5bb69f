import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperatorError } from './operator-error.ts';

export interface KeptSecret {
  readonly value: string;
  /** Where it is kept; undefined when it came from the environment. */
  readonly path?: string;
  /** True when it was made just now. */
  readonly isNew: boolean;
}

export interface SecretWish {
  /** What the environment says. */
  readonly given: string | undefined;
  readonly path: string;
  /** For the message about a file that holds something else: `token of operations`. */
  readonly what: string;
  readonly pattern: RegExp;
  readonly make: () => string;
}

/** keptSecret is the one of the environment, else the one that an earlier start made, else a new one. */
export function keptSecret({ given, path, what, pattern, make }: SecretWish): KeptSecret {
  if (given) return { value: given, isNew: false };
  const kept = read(path);
  if (kept === undefined) return { value: create(path, make()), path, isNew: true };
  if (pattern.test(kept)) return { value: kept, path, isNew: false };
  throw new OperatorError(`${path} holds no ${what}; remove it and a new one is made`);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function create(path: string, secret: string): string {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${secret}\n`, { flag: 'wx', mode: 0o600, flush: true });
  renameSync(draft, path);
  return secret;
}
