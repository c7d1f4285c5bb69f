import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { tokenFile } from '../ops/token-file.ts';
import type { LocalSettings } from './local-settings.ts';
import { OperatorError } from './operator-error.ts';

export interface OpsToken {
  readonly value: string;
  /** Where it is kept; undefined when it came from the environment. */
  readonly path?: string;
  /** True when it was made just now. */
  readonly isNew: boolean;
}

const STRONG = /^[\x21-\x7e]{32,}$/;

/** opsToken is OPS_CONTROLLER_TOKEN, else the one that an earlier start made, else a new one. */
export function opsToken({ env, dataDir }: LocalSettings): OpsToken {
  const given = env['OPS_CONTROLLER_TOKEN'];
  if (given) return { value: given, isNew: false };
  const path = tokenFile(dataDir);
  const kept = read(path);
  if (kept === undefined) return { value: create(path), path, isNew: true };
  if (STRONG.test(kept)) return { value: kept, path, isNew: false };
  throw new OperatorError(`${path} holds no token of operations; remove it and a new one is made`);
}

/** newSecret is 256 bits that fit into a header and a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function create(path: string): string {
  const token = newSecret();
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${token}\n`, { flag: 'wx', mode: 0o600, flush: true });
  renameSync(draft, path);
  return token;
}
