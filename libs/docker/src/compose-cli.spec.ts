import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ComposeCli } from './compose-cli.js';
import type { DockerNode } from './docker-node.js';
import { driftOf } from './drift.js';

const HASH = 'ab'.repeat(32);

let folder: string;

beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'compose-cli-'))));
afterEach(() => rm(folder, { recursive: true }));

/** A stand-in for a compose program: it writes down what it was given and then does `script`. */
async function install(name: string, version: string, script: string): Promise<void> {
  const path = join(folder, name);
  const text = [
    '#!/bin/sh',
    'case "$*" in *"version --short") ' + version + ' ;; esac',
    `printf '%s\\n' "$@" >${folder}/args`,
    `/usr/bin/env >${folder}/env`,
    script,
  ];
  await writeFile(path, `${text.join('\n')}\n`);
  await chmod(path, 0o755);
}

const TLS = { ca: '/a/ca', cert: '/a/cert', key: '/a/key', serverName: undefined };
const REMOTE = { kind: 'remote', url: 'https://gpu.lan:9443', tls: TLS } as const;

function cliFor(
  engine: DockerNode['engine'] = { kind: 'local', socket: '/run/x.sock' },
  apiVersion?: () => Promise<string>,
): ComposeCli {
  const compose = { project: 'main', directory: folder, files: ['/srv/a.yml', '/srv/b.yml'] };
  const node = { id: 'local', engine, compose, protectedServices: [] };
  return new ComposeCli(node, { path: folder, home: '/nonexistent' }, apiVersion);
}

const lines = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim().split('\n');
const PLUGIN = 'echo v2.40.1; exit 0';
const COMPOSE = ['--log-level', 'error', 'compose'];
const PROJECT = [
  '--ansi',
  'never',
  '--project-name',
  'main',
  '--project-directory',
  'FOLDER',
  '--file',
  '/srv/a.yml',
  '--file',
  '/srv/b.yml',
];
const withFolder = (args: readonly string[]) => args.map((arg) => (arg === 'FOLDER' ? folder : arg));

describe('compose as a plugin', () => {
  it('is preferred, and told not to pull, build or touch what was not named', async () => {
    await install('docker', PLUGIN, 'exit 0');
    await install('docker-compose', 'echo 1.29.2; exit 0', 'exit 1');
    const cli = cliFor();
    expect(await cli.flavour()).toMatchObject({ generation: 2, version: 'v2.40.1' });
    await cli.up(['web', 'db']);
    const up = ['up', '--detach', '--no-build', '--no-deps', '--pull', 'never', 'web', 'db'];
    expect(await lines('args')).toEqual([...COMPOSE, ...withFolder(PROJECT), ...up]);
  });

  it('that hashes dependencies is given one service at a time, and those that others need first', async () => {
    const config = 'services: { web: { depends_on: { db: {} } }, db: { depends_on: [cache] }, cache: {} }';
    const script = `case "$*" in *config) echo '${config}' ;; *) printf '%s\\n' "$*" >>${folder}/ups ;; esac`;
    await install('docker', 'echo 2.26.1; exit 0', script);
    await cliFor().up(['web', 'cache', 'db']);
    const ups = await lines('ups');
    expect(ups.map((line) => line.split('--pull never ')[1])).toEqual(['cache', 'db', 'web']);
  });

  it('gives its hashes by service', async () => {
    await install('docker', PLUGIN, `echo 'web ${HASH}'; echo 'db ${HASH}'`);
    const found = await cliFor().configHashes();
    expect([...found.hashes]).toEqual([
      ['web', HASH],
      ['db', HASH],
    ]);
    const container = { configHash: HASH, composeVersion: '2.40.1' };
    expect(driftOf(container, 'web', found)).toBe('none');
    expect(driftOf({ ...container, configHash: 'other' }, 'web', found)).toBe('drifted');
    expect(driftOf({ configHash: 'other', composeVersion: '2.30.0' }, 'web', found)).toBe('unknown');
    expect(driftOf({ ...container, composeVersion: '1.29.2' }, 'web', found)).toBe('unknown');
    expect(driftOf(container, 'gone', found)).toBe('unknown');
    const packaged = { ...found, version: '2.40.1-3' };
    expect(driftOf({ ...container, configHash: 'other' }, 'web', packaged)).toBe('drifted');
  });

  it.each([
    ['2.29.2', true],
    ['v2.26.1-4', true],
    ['2.3', true],
    ['2.29.3', false],
    ['2.30.0', false],
    ['5.0.1', false],
    ['1.29.2', false],
  ])('of version %s hashes dependencies: %s', async (version, hashesDependencies) => {
    await install('docker', `echo ${version}; exit 0`, 'exit 0');
    expect(await cliFor().flavour()).toMatchObject({ version, hashesDependencies });
  });

  it('gives no hash when a line is none', async () => {
    await install('docker', PLUGIN, "echo 'WARN something'");
    await expect(cliFor().configHashes()).rejects.toMatchObject({ code: 'compose_answer_malformed' });
  });
});

describe('the environment of compose', () => {
  it('is built, not inherited', async () => {
    await install('docker', PLUGIN, 'exit 0');
    await cliFor().up([], { env: { WEB_TAG: 'v2' } });
    const names = (await lines('env')).map((line) => line.split('=')[0]);
    const built = new Set(['COMPOSE_HTTP_TIMEOUT', 'DOCKER_HOST', 'HOME', 'PATH', 'WEB_TAG']);
    // What the shell of the stand-in sets itself.
    const own = new Set(['PWD', 'OLDPWD', 'SHLVL', '_']);
    expect(new Set(names.filter((name) => !own.has(name ?? '')))).toEqual(built);
    expect(await lines('env')).toContain('DOCKER_HOST=unix:///run/x.sock');
  });

  it('points to a remote node with its certificates, for as long as compose runs', async () => {
    await install('docker', PLUGIN, `/bin/ls -la "$DOCKER_CERT_PATH" >${folder}/certs`);
    await cliFor(REMOTE).up([]);
    const env = await lines('env');
    expect(env).toContain('DOCKER_HOST=tcp://gpu.lan:9443');
    expect(env).toContain('DOCKER_TLS_VERIFY=1');
    const certs = (await lines('certs')).join('\n');
    expect(certs).toMatch(/^drwx------ .* \.$/m);
    expect(certs).toMatch(/ca\.pem -> \/a\/ca\n.*cert\.pem -> \/a\/cert\n.*key\.pem -> \/a\/key/);
    const path = env.find((line) => line.startsWith('DOCKER_CERT_PATH='))?.slice(17) ?? '';
    await expect(readFile(join(path, 'ca.pem'))).rejects.toThrow('ENOENT');
  });

  it('pins the version that was agreed on with the engine, for either kind of compose', async () => {
    await install('docker', PLUGIN, 'exit 0');
    await cliFor(REMOTE, async () => '1.41').up([]);
    expect(await lines('env')).toEqual(
      expect.arrayContaining(['DOCKER_API_VERSION=1.41', 'COMPOSE_API_VERSION=1.41']),
    );
  });
});

describe('compose 1.29', () => {
  const QUICK = 'SETUPTOOLS_USE_DISTUTILS=stdlib';

  it("is started with Python's own distutils", async () => {
    await install('docker-compose', 'echo 1.29.2; exit 0', 'exit 0');
    await cliFor().up([]);
    expect(await lines('env')).toContain(QUICK);
  });

  it('is started without where Python has none, as from 3.12 on', async () => {
    await install(
      'docker-compose',
      'test -z "$SETUPTOOLS_USE_DISTUTILS" || exit 1; echo 1.29.2; exit 0',
      'exit 0',
    );
    await cliFor().up([]);
    expect(await lines('env')).not.toContain(QUICK);
  });

  it('alone is: a Go program of that name is left as it is', async () => {
    await install('docker-compose', 'echo v2.40.1; exit 0', 'exit 0');
    await cliFor().up([]);
    expect(await lines('env')).not.toContain(QUICK);
  });

  it('has it from no plan', async () => {
    await install('docker-compose', 'echo 1.29.2; exit 0', 'exit 0');
    const env = { SETUPTOOLS_USE_DISTUTILS: 'local' };
    await expect(cliFor().up([], { env })).rejects.toMatchObject({ code: 'parameter_refused' });
  });
});

describe('a compose that runs', () => {
  it('is ended with all its children when it is cancelled, and its outcome is unknown', async () => {
    // The child holds the output open: only with its end does the call end.
    await install('docker', PLUGIN, '/bin/sleep 60 & echo started; wait');
    const stop = new AbortController();
    const up = cliFor().up([], { onLine: () => stop.abort(), signal: stop.signal });
    await expect(up).rejects.toMatchObject({ code: 'node_outcome_unknown' });
  });

  it.each(['kill -9 $$', 'exit 255', 'exit 137'])(
    'that changes something and dies by "%s" has an unknown outcome',
    async (death) => {
      await install('docker', PLUGIN, death);
      await expect(cliFor().up(['web'])).rejects.toMatchObject({ code: 'node_outcome_unknown' });
      await expect(cliFor().services()).rejects.toMatchObject({ code: 'compose_failed' });
    },
  );

  it('that loses a remote node in the middle of a change has an unknown outcome', async () => {
    await install(
      'docker',
      PLUGIN,
      `echo 'error during connect: Post "https://gpu.lan:9443/": EOF' >&2; exit 1`,
    );
    await expect(cliFor(REMOTE).up(['web'])).rejects.toMatchObject({ code: 'node_outcome_unknown' });
    await expect(cliFor(REMOTE).services()).rejects.toMatchObject({ code: 'compose_failed' });
  });

  it('tries once more when a name is taken, and then tells which', async () => {
    const words = 'Conflict. The container name "/0123456789ab_web" is already in use by container "c"';
    await install('docker', PLUGIN, `echo up >>${folder}/tries; echo '${words}' >&2; exit 1`);
    await expect(cliFor().up(['web'])).rejects.toMatchObject({
      code: 'container_conflict',
      message: expect.stringContaining('"0123456789ab_web"') as string,
    });
    expect(await lines('tries')).toEqual(['up', 'up']);
  });

  it('tries again when a container of another service went meanwhile', async () => {
    const words = `No such container: ${'ab'.repeat(32)}`;
    const script = `echo up >>${folder}/tries; [ -e ${folder}/gone ] && exit 0; : >${folder}/gone; echo '${words}' >&2; exit 1`;
    await install('docker-compose', 'echo 1.29.2; exit 0', script);
    await cliFor().up(['web']);
    expect(await lines('tries')).toEqual(['up', 'up']);
  });

  it('that only reads is ended when it says too much', async () => {
    await install(
      'docker',
      PLUGIN,
      'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done',
    );
    await expect(cliFor().services()).rejects.toMatchObject({ code: 'compose_answer_malformed' });
  });

  it('is missed when it is not installed', async () => {
    await expect(cliFor().flavour()).rejects.toMatchObject({ code: 'compose_missing' });
  });
});
