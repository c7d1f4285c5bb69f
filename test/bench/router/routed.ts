import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RedisServer } from '../../redis/redis-server.ts';
import { startChild, stopChild } from '../children.ts';
import { freePort } from '../subject.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const ECHO = join(import.meta.dirname, 'echo-server.mjs');
const READY_WITHIN_MS = 20_000;
const SUBJECT_CORE = 0;
/** As in package.json. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'];

/** Routed is the built router as a process of its own, with a real Redis and so many echo servers: e0 and so on. */
export interface Routed {
  readonly url: string;
  readonly pid: number;
  /** A figure of its /metrics. */
  gauge(name: string): Promise<number>;
  close(): Promise<void>;
}

export async function startRouted(folder: string, servers: number, sessionIdleSec: number): Promise<Routed> {
  const script = join(ROOT, 'dist/apps/router/src/main.js');
  if (!existsSync(script)) throw new Error('the router is not built: run npm run build first');
  writeRegistry(folder, servers);
  const redis = await RedisServer.start();
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    CONFIG_DIR: folder,
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    REDIS_URL: redis.url,
    ROUTER_PORT: String(port),
    MCP_SESSION_IDLE_SEC: String(sessionIdleSec),
  };
  const log = openSync(join(folder, 'router.log'), 'a');
  const child = startChild({ script, nodeFlags: NODE_FLAGS, env, core: SUBJECT_CORE, output: [log, log] });
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/health`);
  const close = async () => {
    await stopChild(child);
    await redis.stop();
  };
  return { url, pid: child.pid ?? 0, gauge: (name) => gaugeOf(url, name), close };
}

function writeRegistry(folder: string, servers: number): void {
  const ids = Array.from({ length: servers }, (_, index) => `e${index}`);
  const entry = { command: process.execPath, args: [ECHO], cwd: ROOT };
  mkdirSync(join(folder, 'mcp'), { recursive: true });
  const registry = { servers: Object.fromEntries(ids.map((id) => [id, entry])) };
  writeFileSync(join(folder, 'mcp/registry.json'), JSON.stringify(registry));
  writeFileSync(join(folder, 'mcp/servers.txt'), ids.join('\n'));
}

async function answering(page: string): Promise<void> {
  for (const end = performance.now() + READY_WITHIN_MS; performance.now() < end; await pause(50)) {
    const answer = await fetch(page).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
  }
  throw new Error('the router did not answer in time; see its log');
}

async function gaugeOf(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1]);
}
