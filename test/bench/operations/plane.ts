import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FakeEngine } from '../../docker/fake-engine.ts';
import type { FakeContainer } from '../../docker/fake-container.ts';
import { RedisServer } from '../../redis/redis-server.ts';
import { startChild, stopChild } from '../children.ts';
import { freePort } from '../subject.ts';

const ROOT = join(import.meta.dirname, '../../..');
const TOKEN = 'the-token-of-the-bench-0123456789abcdef';
const READY_WITHIN_MS = 20_000;
/** The gateway's bench keeps what is measured off the core that loads it, and so does this one. */
const SUBJECT_CORE = 0;

/** Plane is the built ops and worker as processes of their own, a real Redis with AOF, and a fake engine in this one. */
export interface Plane {
  readonly engine: FakeEngine;
  readonly containers: readonly FakeContainer[];
  readonly redis: RedisServer;
  readonly url: string;
  readonly pids: { readonly ops: number; readonly worker: number };
  readonly headers: Readonly<Record<string, string>>;
  /** Asks ops for a change of a service; throws what it says when it is not done. */
  change(service: string, action: string): Promise<void>;
  close(): Promise<void>;
}

/** startPlane starts it in `folder`, with containers of as many services, s0 and so on. */
export async function startPlane(folder: string, services: number): Promise<Plane> {
  mkdirSync(folder, { recursive: true });
  const engine = await FakeEngine.start();
  const containers = Array.from({ length: services }, (_, index) =>
    engine.run({ project: 'bench', service: `s${index}`, image: 'bench:1' }),
  );
  const redis = await RedisServer.start('--appendonly', 'yes');
  writeConfiguration(folder, engine.socket);
  const port = await freePort();
  const environment = environmentOf(folder, redis.url, port);
  const worker = startApp('worker', folder, environment);
  const ops = startApp('ops', folder, environment);
  const url = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const change = async (service: string, action: string) => {
    const body = JSON.stringify({ confirm: true });
    const response = await fetch(`${url}/services/${service}/${action}`, { method: 'POST', headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action} ${service}: ${response.status} ${text}`);
  };
  await ready(() => change('s0', 'start'));
  const close = async () => {
    await stopChild(ops);
    await stopChild(worker);
    await redis.stop();
    await engine.close();
  };
  return {
    engine,
    containers,
    redis,
    url,
    headers,
    change,
    close,
    pids: { ops: pidOf(ops), worker: pidOf(worker) },
  };
}

function startApp(app: 'ops' | 'worker', folder: string, env: NodeJS.ProcessEnv): ChildProcess {
  const script = join(ROOT, `dist/apps/${app}/src/main.js`);
  if (!existsSync(script)) throw new Error(`${app} is not built: run npm run build first`);
  const log = openSync(join(folder, `${app}.log`), 'a');
  return startChild({
    script,
    nodeFlags: flagsOf(`start:${app}`),
    env,
    core: SUBJECT_CORE,
    output: [log, log],
  });
}

/** The flags of node with which a script of package.json starts an app. */
function flagsOf(script: string): string[] {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts: Record<string, string> };
  return (scripts[script] ?? '').split(' ').filter((word) => word.startsWith('--'));
}

function writeConfiguration(folder: string, socket: string): void {
  const file = join(folder, 'compose.yml');
  const compose = { project: 'bench', directory: folder, files: [file] };
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify({ services: { s0: { image: 'bench:1' } } }));
  writeFileSync(join(folder, 'nodes.yaml'), JSON.stringify({ nodes: { local: { socket, compose } } }));
  writeFileSync(join(folder, 'clients.yaml'), JSON.stringify({ clients: [] }));
}

function environmentOf(folder: string, redisUrl: string, port: number): NodeJS.ProcessEnv {
  const socket = join(folder, 'worker.sock');
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    OPS_PORT: String(port),
    OPS_CONTROLLER_TOKEN: TOKEN,
    WORKER_SOCKET: socket,
    WORKER_URL: `unix://${socket}`,
    WORKER_TOKEN: `workers-${TOKEN}`,
    REDIS_URL: redisUrl,
    CONFIG_DIR: folder,
    DATA_DIR: folder,
    LOG_LEVEL: 'info',
  };
}

async function ready(works: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + READY_WITHIN_MS; ; await pause(50)) {
    try {
      return await works();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the process was not started');
  return pid;
}
