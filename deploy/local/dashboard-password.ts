import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptSecret, type KeptSecret } from './kept-secret.ts';
import type { LocalSettings } from './local-settings.ts';

/** Without those that are taken for one another when they are copied by hand. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 4;

/** dashboardPassword is DASHBOARD_PASSWORD or its file's, else the one that an earlier start made, else a new one. */
export function dashboardPassword({ env, dataDir }: LocalSettings): KeptSecret {
  return keptSecret({
    given: env['DASHBOARD_PASSWORD'] || contentOf(env['DASHBOARD_PASSWORD_FILE']),
    path: join(dataDir, 'run', 'dashboard-password'),
    what: 'password of the dashboard',
    pattern: /^\S{8,}$/,
    make: newPassword,
  });
}

/** 80 random bits that a person can type. */
function newPassword(): string {
  const group = () => Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

function contentOf(path: string | undefined): string | undefined {
  return path ? readFileSync(path, 'utf8').trim() : undefined;
}
