import { relative } from 'node:path';
import type { LocalSettings, PlacedApp } from './local-settings.ts';
import { aboutDashboard } from './about-dashboard.ts';
import { aboutOperations } from './about-operations.ts';
import type { KeptSecret } from './kept-secret.ts';
import type { RedisPlace } from './redis-place.ts';

type Row = readonly [name: string, address: string, what: string];

export interface Running {
  readonly apps: readonly PlacedApp[];
  readonly redis: RedisPlace;
  readonly token: KeptSecret;
  readonly password: KeptSecret;
}

/** welcome is the table of what runs where, and first requests that work as printed. */
export async function welcome(settings: LocalSettings, running: Running): Promise<string> {
  const { apps, redis, token, password } = running;
  const rows: Row[] = [...apps.flatMap(rowsOf), ['redis', addressOf(redis), 'private to this checkout']];
  const gateway = apps.find(({ name }) => name === 'gateway');
  const dashboard = apps.find(({ name }) => name === 'dashboard');
  const ops = apps.find(({ name }) => name === 'ops');
  const logs = relative(settings.repo, settings.dataDir) || '.';
  return [
    ...table([['app', 'address', 'what it is'], ...rows]),
    ...(dashboard ? aboutDashboard(settings, dashboard.address, password) : []),
    ...(gateway ? await firstRequest(gateway.address) : []),
    ...(ops ? aboutOperations(settings, ops.address, token) : []),
    '',
    `Logs are in ${logs}/logs. Ctrl-C stops everything.`,
  ].join('\n');
}

function rowsOf({ name, address, doors }: PlacedApp): Row[] {
  return doors.map(({ path, what }, index) => [index === 0 ? name : '', `${address}${path}`, what]);
}

function addressOf(redis: RedisPlace): string {
  return redis.kind === 'socket' ? redis.path : `127.0.0.1:${redis.port}`;
}

function table(rows: readonly Row[]): string[] {
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const widths = [width(0), width(1)] as const;
  return rows.map(
    ([name, address, what]) => `  ${name.padEnd(widths[0])}  ${address.padEnd(widths[1])}  ${what}`,
  );
}

async function firstRequest(url: string): Promise<string[]> {
  const body = { model: 'loopback/echo', messages: [{ role: 'user', content: 'Hello' }] };
  const key = (await needsKey(url)) ? ` -H 'Authorization: Bearer <your key>'` : '';
  const call = `curl ${url}/v1/chat/completions${key} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return ['', 'Send the first request (no model needed):', '', `  ${call}`];
}

async function needsKey(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/models`);
  await answer.body?.cancel();
  return answer.status === 401;
}
