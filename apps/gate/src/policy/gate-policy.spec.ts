import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@app/config';
import { readPolicy } from './gate-policy.js';

const SOCKETS = ['/srv/engine/docker.sock', '/srv/gate/gate.sock'];

async function read(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'gate-policy-'));
  const path = join(folder, 'gate.yaml');
  await writeFile(path, text);
  try {
    return await readPolicy(path, SOCKETS);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function problemsOf(text: string): Promise<string> {
  try {
    await read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
  }
  return 'the policy was accepted';
}

describe('the policy of a node', () => {
  it('says that the file is not there, rather than what is missing in it', async () => {
    const path = join(tmpdir(), 'no-such-folder', 'gate.yaml');
    await expect(readPolicy(path, SOCKETS)).rejects.toMatchObject({
      problems: ['there is no such file where GATE_POLICY points'],
    });
  });

  it('gives nothing that it does not name', async () => {
    expect(await read('project: models\n')).toEqual({
      project: 'models',
      images: [],
      binds: [],
      volumes: false,
      shared_volumes: [],
      networks: [],
      ports: [],
      gpus: false,
      ipc_host: false,
      shm_max_mib: 64,
      cap_add: [],
      labels: [],
    });
  });

  it.each([
    ['', 'project'],
    ['project: Models\n', 'project'],
    ['project: models\nprivileged: true\n', 'the file'],
    ['project: models\nimages: vllm\n', 'images'],
    ['project: models\nnetworks: [host]\n', 'networks[0]'],
    ['project: models\nports: [{ address: localhost, from: 1, to: 2 }]\n', 'ports[0].address'],
    ['project: models\nports: [{ address: 127.0.0.1, from: 3, to: 2 }]\n', 'ports[0]'],
    ['project: models\ncap_add: [SYS_ADMIN]\n', 'cap_add[0]'],
    ['project: models\ncap_add: [ALL]\n', 'cap_add[0]'],
    ['project: models\nbinds: [{ source: /a, read_only: false }, { source: /a/b }]\n', 'binds'],
    ['project: models\nbinds: [{ source: /a, read_only: false }, { source: /a }]\n', 'binds'],
  ])('that is wrong names the field: %j', async (text, field) => {
    expect(await problemsOf(text)).toContain(`${field}:`);
  });

  it.each([
    '/',
    '/etc',
    '/var',
    '/run',
    '/run/docker.sock',
    '/var/run/docker.sock',
    '/proc/1/root',
    '/dev',
    '/sys',
    '/var/lib/docker/volumes',
    '/etc/switchyard',
    '/srv/engine',
    '/srv',
    '/srv/engine/docker.sock',
    '/srv/gate/gate.sock',
    '/data/../etc',
    '/data/',
    '//data',
    'data',
    '/data:/x',
  ])('never gives %j to containers', async (source) => {
    expect(await problemsOf(`project: models\nbinds: [{ source: ${JSON.stringify(source)} }]\n`)).toContain(
      'binds[0]',
    );
  });

  it('may give a folder, for reading unless it says otherwise', async () => {
    const { binds } = await read(
      'project: models\nbinds: [{ source: /data/models }, { source: /etc/localtime }]\n',
    );
    expect(binds).toEqual([
      { source: '/data/models', read_only: true },
      { source: '/etc/localtime', read_only: true },
    ]);
  });
});
