import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { busyboxArchive } from './busybox-archive.ts';

/** RealEngine is a dockerd of our own, with its own state and socket. */
export interface RealEngine {
  readonly socket: string;
  readonly folder: string;
  /** Ends the daemon, as its service manager would, and starts it again on the same state. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const BUSYBOX_IMAGE = 'switchyard/busybox:1';
const START_LIMIT_MS = 30_000;
const run = promisify(execFile);

/** startRealEngine starts dockerd and gives it one image, BUSYBOX_IMAGE. It needs root. */
export async function startRealEngine(): Promise<RealEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-docker-'));
  const socket = join(folder, 'docker.sock');
  let daemon = await launch(folder, socket);
  await importImage(socket);
  const restart = async () => {
    await stop(daemon);
    daemon = await launch(folder, socket);
  };
  const close = async () => {
    await removeContainers(socket);
    await removeNetworks(socket);
    await stop(daemon);
    await rm(folder, { recursive: true, force: true });
  };
  return { socket, folder, restart, close };
}

async function launch(folder: string, socket: string): Promise<ChildProcess> {
  const daemon = spawn('dockerd', flags(folder, socket), { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  daemon.stderr.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4_000)));
  const failed = once(daemon, 'exit').then(() => {
    throw new Error(`dockerd ended:\n${said}`);
  });
  failed.catch(() => undefined);
  await Promise.race([answering(socket), failed]);
  return daemon;
}

function flags(folder: string, socket: string): string[] {
  return [
    `--data-root=${join(folder, 'data')}`,
    `--exec-root=${join(folder, 'exec')}`,
    `--pidfile=${join(folder, 'docker.pid')}`,
    `--host=unix://${socket}`,
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    '--storage-driver=vfs',
  ];
}

async function answering(socket: string): Promise<void> {
  for (const end = Date.now() + START_LIMIT_MS; Date.now() < end; await sleep(50)) {
    if ((await askEngine(socket, 'GET', '/_ping').catch(() => 0)) === 200) return;
  }
  throw new Error('dockerd did not answer in time');
}

/** A daemon takes its containerd with it when it is asked to end. */
async function stop(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await ended;
}

async function importImage(socket: string): Promise<void> {
  const path = '/images/create?fromSrc=-&repo=switchyard%2Fbusybox&tag=1';
  const status = await askEngine(socket, 'POST', path, await busyboxArchive());
  if (status !== 200) throw new Error(`the engine did not take the image: ${status}`);
}

async function removeContainers(socket: string): Promise<void> {
  const docker = (...args: string[]) => run('docker', ['-H', `unix://${socket}`, ...args]);
  const { stdout } = await docker('ps', '--all', '--quiet', '--no-trunc');
  const ids = stdout.split('\n').filter(Boolean);
  if (ids.length > 0) await docker('rm', '--force', ...ids);
}

/** Their bridges are the machine's own, and would stay when the engine has gone, until there is no address left. */
async function removeNetworks(socket: string): Promise<void> {
  await run('docker', ['-H', `unix://${socket}`, 'network', 'prune', '--force']);
}

function askEngine(socketPath: string, method: string, path: string, body?: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/x-tar' };
    const call = request({ socketPath, method, path, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    call.once('error', reject);
    call.end(body);
  });
}
