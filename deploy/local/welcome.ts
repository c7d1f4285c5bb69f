import { relative } from 'node:path';
import type { LocalSettings, PlacedApp } from './local-settings.ts';
import type { RedisPlace } from './redis-place.ts';

type Row = readonly [name: string, address: string, what: string];

/** welcome is the table of what runs where, and a first request that works as printed. */
export async function welcome(
  settings: LocalSettings,
  apps: readonly PlacedApp[],
  redis: RedisPlace,
): Promise<string> {
  const rows: Row[] = [...apps.flatMap(rowsOf), ['redis', addressOf(redis), 'private to this checkout']];
  const gateway = apps.find((app) => app.name === 'gateway');
  return [
    ...table([['app', 'address', 'what it is'], ...rows]),
    ...(gateway
      ? ['', 'Send the first request (no model needed):', '', `  ${await firstRequest(gateway.url)}`]
      : []),
    '',
    `Logs are in ${relative(settings.repo, settings.dataDir) || '.'}/logs. Ctrl-C stops everything.`,
  ].join('\n');
}

function rowsOf(app: PlacedApp): Row[] {
  return app.doors.map(({ path, what }, index) => [index === 0 ? app.name : '', `${app.url}${path}`, what]);
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

async function firstRequest(url: string): Promise<string> {
  const body = { model: 'loopback/echo', messages: [{ role: 'user', content: 'Hello' }] };
  const key = (await needsKey(url)) ? ` -H 'Authorization: Bearer <your key>'` : '';
  return `curl ${url}/v1/chat/completions${key} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
}

async function needsKey(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/models`);
  await answer.body?.cancel();
  return answer.status === 401;
}
