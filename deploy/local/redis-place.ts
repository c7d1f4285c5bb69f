import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freeLoopbackPort } from './free-port.ts';
import { fitsSocket } from './socket-path.ts';

/** RedisPlace is where the private Redis listens, and how to reach it. */
export type RedisPlace =
  | { readonly kind: 'socket'; readonly url: string; readonly path: string }
  | { readonly kind: 'port'; readonly url: string; readonly port: number; readonly password: string };

/** choosePlace prefers a socket that only this user can open; on loopback a password guards the port. */
export async function choosePlace(directory: string): Promise<RedisPlace> {
  const path = join(directory, 'redis.sock');
  if (fitsSocket(path)) return { kind: 'socket', url: `unix://${path}`, path };
  const port = await freeLoopbackPort();
  const password = randomBytes(24).toString('base64url');
  return { kind: 'port', url: `redis://:${password}@127.0.0.1:${port}`, port, password };
}

/** redisConfiguration is the text of redis.conf: every write in the append-only file, nothing ever evicted. */
export function redisConfiguration(directory: string, place: RedisPlace): string {
  const listen =
    place.kind === 'socket'
      ? ['port 0', `unixsocket ${quoted(place.path)}`, 'unixsocketperm 700']
      : ['bind 127.0.0.1', `port ${place.port}`, `requirepass ${place.password}`];
  const lines = [
    ...listen,
    `dir ${quoted(directory)}`,
    'appendonly yes',
    'maxmemory-policy noeviction',
    'save ""',
    'daemonize no',
  ];
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
