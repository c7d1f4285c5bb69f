import { join } from 'node:path';
import { freeLoopbackPort } from './free-port.ts';
import type { LocalApp } from './local-app.ts';
import type { LocalSettings } from './local-settings.ts';
import { OperatorError } from './operator-error.ts';
import { fitsSocket } from './socket-path.ts';

/** AppPlace is where an app listens. */
export type AppPlace =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'port'; readonly host: string; readonly port: number };

/** choosePlace throws an OperatorError when the variable that names the port does not. */
export async function choosePlace(
  { name, listens }: LocalApp,
  { env, dataDir }: LocalSettings,
): Promise<AppPlace> {
  if (listens.kind === 'port') {
    const host = listens.loopbackOnly ? '127.0.0.1' : env['HOST'] || '127.0.0.1';
    return { kind: 'port', host, port: portIn(env, listens) };
  }
  const path = join(dataDir, 'run', `${name}.sock`);
  if (fitsSocket(path)) return { kind: 'socket', path };
  return { kind: 'port', host: '127.0.0.1', port: await freeLoopbackPort() };
}

/** addressOf is where to reach it from this machine: `http://127.0.0.1:11435`, `unix:///srv/data/run/worker.sock`. */
export function addressOf(place: AppPlace): string {
  if (place.kind === 'socket') return `unix://${place.path}`;
  const host = reachableHost(place.host);
  return `http://${host.includes(':') ? `[${host}]` : host}:${place.port}`;
}

function portIn(env: NodeJS.ProcessEnv, { variable, standard }: { variable: string; standard: number }) {
  const text = env[variable] || String(standard);
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= 65_535) return number;
  throw new OperatorError(`${variable}: got "${text}", wanted a port from 1 to 65535`);
}

/** reachableHost is whom to call: an address that stands for every interface is none. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
