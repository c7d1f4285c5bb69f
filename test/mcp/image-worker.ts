import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RealEngine } from '../docker/real-engine.ts';

export const WORKER_TOKEN = 'the-workers-token-0123456789abcdef0123';
/** The Compose project of the node, by which its containers are told from those of others. */
export const OWNER = 'images-of-the-test';

export interface ImageWorkerOptions {
  readonly engine: RealEngine;
  readonly redisUrl: string;
  /** For its configuration and its data. */
  readonly folder: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** ImageWorker is a worker's process on a real engine. */
export interface ImageWorker {
  readonly address: string;
  /** What it has logged until now. */
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
  kill(): Promise<void>;
  /** Sends SIGTERM and returns the exit code. */
  stop(): Promise<number | null>;
}

/** writeRegistry makes these the servers, and enables all but those whose name begins with `disabled`. */
export async function writeRegistry(
  folder: string,
  servers: Readonly<Record<string, object>>,
): Promise<void> {
  await mkdir(join(folder, 'mcp'), { recursive: true });
  const enabled = Object.keys(servers).filter((id) => !id.startsWith('disabled'));
  await writeFile(join(folder, 'mcp', 'registry.json'), JSON.stringify({ servers }));
  await writeFile(join(folder, 'mcp', 'servers.txt'), enabled.join('\n'));
}

/** startImageWorker runs the worker that was built last, on a port of its own unless a WORKER_SOCKET is given. */
export async function startImageWorker(options: ImageWorkerOptions): Promise<ImageWorker> {
  const { engine, redisUrl, folder, variables } = options;
  const compose = { project: OWNER, directory: folder, files: [join(folder, 'compose.yml')] };
  const nodes = { local: { socket: engine.socket, compose } };
  await writeFile(join(folder, 'nodes.yaml'), JSON.stringify({ nodes }));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    CONFIG_DIR: folder,
    DATA_DIR: folder,
    REDIS_URL: redisUrl,
    WORKER_TOKEN,
    WORKER_PORT: '0',
    ...variables,
  };
  const child = spawn(process.execPath, ['dist/apps/worker/src/main.js'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log = new WorkerLog(child);
  const address = await log.address;
  return {
    address,
    lines: () => log.lines,
    kill: async () => void (await ended(child, 'SIGKILL')),
    stop: () => ended(child, 'SIGTERM'),
  };
}

class WorkerLog {
  readonly lines: Record<string, unknown>[] = [];
  readonly address: Promise<string>;

  constructor(child: ChildProcess) {
    let rest = '';
    this.address = new Promise((resolve, reject) => {
      child.stdout?.on('data', (part: Buffer) => {
        const parts = (rest + part.toString()).split('\n');
        rest = parts.pop() ?? '';
        this.lines.push(...parts.map((line) => JSON.parse(line) as Record<string, unknown>));
        const listening = this.lines.find(({ msg }) => msg === 'listening');
        if (listening) resolve(String(listening['url']));
      });
      child.once('exit', (code) => reject(new Error(`the worker exited with ${code}`)));
    });
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await exited)[0];
}
