import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { busyboxArchive } from './busybox-archive.ts';
import type { RealEngine } from './real-engine.ts';

/** ImageRegistry is a docker-registry of our own, on a port of loopback, where engines need no TLS. */
export interface ImageRegistry {
  /** What the name of an image starts with: `127.0.0.1:<port>`. */
  readonly address: string;
  /**
   * publish makes a busybox image with these variables in its environment, pushes it as `<address>/<name>` and removes
   * it from the engine that made it, where the name then stands for what it did. It returns the image's id.
   */
  publish(engine: RealEngine, name: string, variables: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

const run = promisify(execFile);

export async function startImageRegistry(): Promise<ImageRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-registry-'));
  const config = join(folder, 'config.yml');
  await writeFile(config, configIn(folder));
  const registry = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await listening(registry);
  const archive = join(folder, 'busybox.tar');
  await writeFile(archive, await busyboxArchive());
  return {
    address,
    publish: (engine, name, variables) => publish(engine, archive, `${address}/${name}`, variables),
    close: async () => {
      await stop(registry);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configIn(folder: string): string {
  return JSON.stringify({
    version: 0.1,
    log: { accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0' },
  });
}

function listening(registry: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (part: Buffer) => {
      said = (said + part.toString()).slice(-8_000);
      const address = /listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    registry.stdout?.on('data', hear);
    registry.stderr?.on('data', hear);
    registry.once('exit', () => reject(new Error(`docker-registry did not start:\n${said}`)));
    registry.once('error', reject);
  });
}

async function publish(
  engine: RealEngine,
  archive: string,
  reference: string,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const docker = async (...args: string[]) => {
    const { stdout } = await run('docker', ['-H', `unix://${engine.socket}`, ...args]);
    return stdout.trim();
  };
  const [before] = await named(docker, reference);
  const changes = Object.entries(variables).flatMap(([name, value]) => ['--change', `ENV ${name}=${value}`]);
  const id = await docker('import', ...changes, archive, reference);
  await docker('push', '--quiet', reference);
  if (before === undefined) await docker('rmi', reference);
  else await docker('tag', before, reference).then(() => docker('rmi', id));
  return id;
}

/** The image that a reference stands for, if any. */
async function named(docker: (...args: string[]) => Promise<string>, reference: string): Promise<string[]> {
  const ids = await docker('images', '--no-trunc', '--quiet', reference);
  return ids.split('\n').filter(Boolean);
}

async function stop(registry: ChildProcess): Promise<void> {
  if (registry.exitCode !== null || registry.signalCode !== null) return;
  const ended = once(registry, 'exit');
  registry.kill('SIGTERM');
  await ended;
}
