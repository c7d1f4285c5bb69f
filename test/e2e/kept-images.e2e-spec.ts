import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { keptName } from '@app/docker';
import type { ChangeRequest } from '@app/jobs';
import { busyboxArchive } from '../docker/busybox-archive.ts';
import { serviceEntry } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startWorkerBench, type WorkerBench } from './worker-bench.ts';

let bench: WorkerBench;

beforeAll(async () => {
  const services = ['web', 'other'].map((name) => serviceEntry(name, BUSYBOX_IMAGE, 'true'));
  const variables = { WORKER_STEADY_SEC: '1' };
  bench = await startWorkerBench(services.join(''), { flavour: 'plugin', variables });
  await bench.project.compose('up', '-d');
}, 60_000);
afterAll(() => bench?.close(), 60_000);

async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('docker', ['-H', `unix://${bench.engine.socket}`, ...args]);
  return stdout.trim();
}

/** image makes an image of its own and returns its id. */
async function image(reference: string): Promise<string> {
  const archive = join(bench.engine.folder, 'busybox.tar');
  await writeFile(archive, await busyboxArchive());
  return docker('import', '--change', `ENV NAME=${reference}`, archive, reference);
}

/** It was replaced in `service` once, and has no other name any more. */
async function formerly(service: string, reference: string): Promise<string> {
  const id = await image(reference);
  await docker('tag', id, keptName(service, id));
  await docker('rmi', reference);
  return id;
}

async function keptOf(service: string): Promise<string[]> {
  const names = await docker('images', '--format', '{{.Repository}}:{{.Tag}}', `switchyard-keep/${service}`);
  return names.split('\n').toSorted();
}

async function deploy(service: string, reference: string): Promise<void> {
  const rollout: ChangeRequest['rollout'] = {
    images: { [service]: { reference } },
    pull: 'missing',
    health_timeout_sec: 30,
  };
  const { outcome } = await bench.run({ node: 'local', action: 'deploy', services: [service], rollout });
  expect(outcome).toMatchObject({ result: 'ok' });
}

it('a deployment leaves the newest three of a service, and older ones that a container or a pin refers to', async () => {
  const inUse = await formerly('web', 'test/in-use:1');
  await docker('create', '--name', 'tryout', inUse, '/bin/true');
  const pinned = await image('test/pinned:1');
  await docker('tag', pinned, keptName('web', pinned));
  await deploy('other', 'test/pinned:1');
  await docker('rm', '-f', await docker('ps', '-q', '--filter', 'label=com.docker.compose.service=other'));
  const forgotten = [await formerly('web', 'test/first:1'), await formerly('web', 'test/second:1')];
  const kept = [await formerly('web', 'test/third:1'), await formerly('web', 'test/fourth:1')];
  const running = await docker('images', '--no-trunc', '--quiet', BUSYBOX_IMAGE);

  await image('test/next:1');
  await deploy('web', 'test/next:1');

  const left = [inUse, pinned, ...kept, running].map((id) => keptName('web', id));
  expect(await keptOf('web')).toEqual(left.toSorted());
  const ids = await docker('images', '--all', '--no-trunc', '--quiet');
  for (const id of forgotten) expect(ids).not.toContain(id);
  for (const id of [inUse, pinned, ...kept]) expect(ids).toContain(id);
  expect(await keptOf('other')).toEqual([keptName('other', running)]);
}, 60_000);

it('no name but one that we gave is ever taken away', async () => {
  const client = engineClientOf(localNode(bench.engine.socket, bench.project));
  for (const name of [
    BUSYBOX_IMAGE,
    'switchyard-keep/web',
    'switchyard-keep/../web:0123456789ab',
    'other/switchyard-keep/web:0123456789ab',
  ]) {
    await expect(client.untagImage(name)).rejects.toMatchObject({ code: 'parameter_refused' });
  }
  expect(await docker('images', '--quiet', BUSYBOX_IMAGE)).not.toBe('');
});
