import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LOCAL_APPS, type LocalApp } from './local-app.ts';
import { OperatorError } from './operator-error.ts';

export interface PlacedApp extends LocalApp {
  readonly host: string;
  readonly portNumber: number;
  /** Where to reach it from this machine: `http://127.0.0.1:11435`. */
  readonly url: string;
}

export interface LocalSettings {
  readonly repo: string;
  readonly dataDir: string;
  readonly configDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** localSettings reads only what starting needs; each app checks its own variables when it boots. */
export function localSettings(repo: string, env: NodeJS.ProcessEnv): LocalSettings {
  const dataDir = resolve(repo, env['DATA_DIR'] || 'data');
  const configDir = resolve(repo, env['CONFIG_DIR'] || 'config');
  return { repo, dataDir, configDir, env };
}

/** builtApps are the apps that the build made, with the address each will have. */
export function builtApps({ repo, env }: LocalSettings): PlacedApp[] {
  const host = env['HOST'] || '127.0.0.1';
  return LOCAL_APPS.filter((app) => existsSync(join(repo, app.entry))).map((app) => {
    const portNumber = portOf(app, env);
    return { ...app, host, portNumber, url: `http://${reachable(host)}:${portNumber}` };
  });
}

function portOf({ port }: LocalApp, env: NodeJS.ProcessEnv): number {
  const text = env[port.variable] || String(port.standard);
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 65_535) return number;
  throw new OperatorError(`${port.variable}: got "${text}", wanted a port from 1 to 65535`);
}

/** An address that stands for every interface is no address to call. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
