import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { join, resolve } from 'node:path';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';
import { tokenFile } from './token-file.ts';

/** OpsDoor is where ops is, and the key that it is asked with. */
export interface OpsDoor {
  readonly url: string;
  readonly key: string;
}

const REPO = resolve(import.meta.dirname, '../..');

/**
 * openDoor reads OPS_URL and OPS_KEY; without the latter OPS_CONTROLLER_TOKEN, from the environment or .env, and then
 * the token that `make start` keeps. `keyFromStdin` takes the key from standard input, where no process list shows it.
 */
export async function openDoor(keyFromStdin: boolean): Promise<OpsDoor> {
  const dotEnv = join(REPO, '.env');
  if (existsSync(dotEnv)) process.loadEnvFile(dotEnv);
  const key = keyFromStdin ? (await text(process.stdin)).trim() : keyHere(process.env);
  if (/^[\x21-\x7e]+$/.test(key ?? '')) return { url: urlIn(process.env), key: key ?? '' };
  const got = key ? 'a value that is no key (not shown)' : 'nothing';
  throw new CommandError(
    EXIT.wrongUsage,
    `OPS_KEY: got ${got}, wanted a key of operations, or a running make start`,
  );
}

function keyHere(env: NodeJS.ProcessEnv): string | undefined {
  const given = env['OPS_KEY'] || env['OPS_CONTROLLER_TOKEN'];
  if (given) return given;
  const file = tokenFile(resolve(REPO, env['DATA_DIR'] || 'data'));
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function urlIn(env: NodeJS.ProcessEnv): string {
  const url = env['OPS_URL'] || `http://127.0.0.1:${env['OPS_PORT'] || '9000'}`;
  if (/^https?:\/\/[^/?#@]+\/?$/.test(url) && URL.canParse(url)) return url.replace(/\/$/, '');
  throw new CommandError(
    EXIT.wrongUsage,
    'OPS_URL: wanted http://host[:port] or https://host[:port], nothing more',
  );
}
