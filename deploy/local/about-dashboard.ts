import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { KeptSecret } from './kept-secret.ts';
import type { LocalSettings } from './local-settings.ts';

/** aboutDashboard says where the page is and with what to sign in. */
export function aboutDashboard({ repo }: LocalSettings, url: string, { path }: KeptSecret): string[] {
  const secret = path === undefined ? 'your DASHBOARD_PASSWORD' : `the password in ${shown(repo, path)}`;
  const page = join(repo, 'apps/dashboard/web/dist/index.html');
  const missing = existsSync(page) ? [] : ['Its page has not been built: make build'];
  return ['', `Open ${url} and sign in with ${secret}.`, ...missing];
}

function shown(repo: string, path: string): string {
  const inside = relative(repo, path);
  return inside.startsWith('..') ? path : inside;
}
