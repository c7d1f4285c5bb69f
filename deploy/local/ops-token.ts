import { randomBytes } from 'node:crypto';
import { tokenFile } from '../ops/token-file.ts';
import { keptSecret, type KeptSecret } from './kept-secret.ts';
import type { LocalSettings } from './local-settings.ts';

/** opsToken is OPS_CONTROLLER_TOKEN, else the one that an earlier start made, else a new one. */
export function opsToken({ env, dataDir }: LocalSettings): KeptSecret {
  return keptSecret({
    given: env['OPS_CONTROLLER_TOKEN'],
    path: tokenFile(dataDir),
    what: 'token of operations',
    pattern: /^[\x21-\x7e]{32,}$/,
    make: newSecret,
  });
}

/** newSecret is 256 bits that fit into a header and a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
