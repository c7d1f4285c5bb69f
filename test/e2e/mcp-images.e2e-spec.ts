import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { buffer, json, text } from 'node:stream/consumers';
import { ToldLines, workerBroker } from '@app/mcp';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { docker } from '../docker/docker-cli.ts';
import { startRealEngine, type RealEngine } from '../docker/real-engine.ts';
import {
  OWNER,
  startImageWorker,
  WORKER_TOKEN,
  writeRegistry,
  type ImageWorker,
} from '../mcp/image-worker.ts';
import { imageName, importShellImages } from '../mcp/shell-images.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { until } from './until.ts';

const SECRET = 'a-secret-of-the-test-0123456789';
const SERVERS = {
  shell: { image: imageName('server'), memory_mib: 128, cpus: 0.5, env_schema: { API_TOKEN: 'optional' } },
  user: { image: imageName('user') },
  echo: { image: imageName('echo') },
  stubborn: { image: imageName('stubborn') },
  failing: { image: imageName('failing') },
  greedy: { image: imageName('echo'), cpus: 64 },
  outside: { image: imageName('echo'), network: 'egress' },
  absent: { image: 'nowhere.example/absent:1' },
  steering: { image: imageName('echo'), env_schema: { DOCKER_HOST: 'optional' } },
  'disabled-one': { image: imageName('echo') },
  remote: { url: 'http://127.0.0.1:1/mcp' },
  program: { command: '/bin/true' },
};
let folder: string;
let engine: RealEngine;
let redis: RedisServer;
let worker: ImageWorker;

const startWorker = (variables: Record<string, string> = {}) =>
  startImageWorker({ engine, redisUrl: redis.url, folder, variables });
const onSocket = () => startWorker({ WORKER_SOCKET: join(folder, 'worker.sock') });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-images-'));
  [engine, redis] = await Promise.all([startRealEngine(), RedisServer.start('--appendonly', 'no')]);
  await importShellImages(engine);
  await writeRegistry(folder, SERVERS);
  worker = await onSocket();
}, 90_000);
afterAll(async () => {
  await worker?.kill();
  await redis?.stop();
  await engine?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const never = new AbortController().signal;
const borrowed: Duplex[] = [];

async function borrow(
  server: string,
  env: Record<string, string> = {},
  address = worker.address,
): Promise<Duplex> {
  const stream = await workerBroker({ address, token: WORKER_TOKEN })(server, env, never);
  borrowed.push(stream.on('error', () => undefined));
  return stream;
}

// A test that failed leaves nothing for the next one to trip over.
afterEach(async () => {
  for (const stream of borrowed.splice(0)) stream.destroy();
  await none();
}, 30_000);

/** Every container on the engine, stopped ones included. */
async function containers(): Promise<string[]> {
  return (await docker(engine, 'ps', '--all', '--format', '{{.Names}}')).split('\n').filter(Boolean);
}

const none = () => until(containers, (names) => names.length === 0);

/** logged resolves once the worker has logged a line with these fields. */
async function logged(fields: Readonly<Record<string, unknown>>): Promise<void> {
  const matches = (line: Readonly<Record<string, unknown>>) =>
    Object.entries(fields).every(([name, value]) => line[name] === value);
  await until(
    async () => worker.lines(),
    (lines) => lines.some(matches),
  );
}

interface Session {
  readonly stream: Duplex;
  readonly client: Client;
  /** Runs a command within the container and returns what it says, its lines with `;` behind each. */
  readonly run: (command: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

async function session(server: string, env: Record<string, string> = {}): Promise<Session> {
  const stream = await borrow(server, env);
  const client = new Client({ name: 'test', version: '1' });
  // The transport that servers use reads and writes any two streams.
  await client.connect(new StdioServerTransport(stream, stream));
  return {
    stream,
    client,
    run: async (command) => {
      const { content } = await client.callTool({ name: 'run', arguments: { command } });
      return (content as { text: string }[])[0]?.text ?? '';
    },
    close: async () => {
      stream.end();
      await client.close();
      await none();
    },
  };
}

describe('an image server', () => {
  it('answers a client of the SDK, and its container is gone once the stream is', async () => {
    const { client, run, close } = await session('shell');
    expect(client.getServerVersion()).toEqual({ name: 'shell', version: '1' });
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['run']);
    expect(await run('echo hello')).toBe('hello;');
    expect(await containers()).toEqual([expect.stringMatching(/^sy-mcp-shell-[0-9a-f]{16}$/)]);
    await close();
  });

  it('is confined: no network, nothing to write to but a small /tmp, no capability, no root', async () => {
    const { run, close } = await session('shell');
    expect(await run('ls /sys/class/net')).toBe('lo;');
    expect(await run('touch /here; touch /data/here')).toMatch(/Read-only.*Read-only/);
    expect(await run('touch /tmp/here && echo written')).toBe('written;');
    expect(await run('head -c 70000000 /dev/zero > /tmp/large; echo $?')).toMatch(/No space left|1;$/);
    expect(await run('id -u; id -g')).toBe('65534;65534;');
    const status = await run('cat /proc/self/status');
    for (const kind of ['Prm', 'Eff', 'Bnd', 'Amb']) expect(status).toMatch(new RegExp(`Cap${kind}: 0{16};`));
    expect(status).toContain('NoNewPrivs: 1;');
    await close();
  });

  it('has the limits of its entry, which the engine enforces', async () => {
    const { close } = await session('shell');
    const [name = ''] = await containers();
    const [{ HostConfig, Config }] = JSON.parse(await docker(engine, 'inspect', name)) as [Inspected];
    const MIB = 1024 * 1024;
    expect(HostConfig).toMatchObject({
      Memory: 128 * MIB,
      MemorySwap: 128 * MIB,
      NanoCpus: 500_000_000,
      PidsLimit: 128,
      Privileged: false,
      AutoRemove: true,
      Init: true,
      LogConfig: { Type: 'none' },
      NetworkMode: 'none',
    });
    expect(Config.Labels).toEqual({ 'switchyard.mcp': OWNER, 'switchyard.mcp.server': 'shell' });
    await close();
  });

  it('keeps the user of its image, and what the image calls a volume is in memory', async () => {
    const { run, close } = await session('user');
    expect(await run('id -u; touch /data/here && echo written')).toBe('1000;written;');
    expect(await run('grep /data /proc/mounts')).toContain('tmpfs');
    expect(await docker(engine, 'volume', 'ls', '--quiet')).toBe('');
    await close();
  });

  it('is given its secret, which no label, no argument and no process list shows, nor the log', async () => {
    const { run, close } = await session('shell', { API_TOKEN: SECRET });
    expect(await run('printf %s $API_TOKEN')).toBe(SECRET);
    const [name = ''] = await containers();
    const [{ Config, ...rest }] = JSON.parse(await docker(engine, 'inspect', name)) as [Inspected];
    const { Env, ...shown } = Config;
    expect(Env).toContain(`API_TOKEN=${SECRET}`);
    expect(JSON.stringify([rest, shown])).not.toContain(SECRET);
    const commands = await commandLines();
    expect(commands.some((line) => line.includes('sy-mcp-shell'))).toBe(true);
    expect(commands.filter((line) => line.includes(SECRET))).toEqual([]);
    await close();
    await logged({ server: 'shell', said: 'a server with the token ***' });
    expect(JSON.stringify(worker.lines())).not.toContain(SECRET);
  });

  it('is sent every byte and gives every byte back, also after the end of its input', async () => {
    const stream = await borrow('echo');
    const sent = Buffer.alloc(24 * 1024 * 1024, 'zwölf €\n');
    stream.end(sent);
    expect((await buffer(stream)).equals(sent)).toBe(true);
    await none();
  }, 30_000);

  it('says its last words before the stream ends, and the log tells the exit code', async () => {
    const stream = await borrow('failing');
    expect(await text(stream)).toBe('last words\n');
    await none();
    await logged({ server: 'failing', said: 'no token' });
    await logged({ server: 'failing', end: 'server ended', code: 3, level: 'warn' });
  });

  it('tells a router that asks for it what it writes to its standard error, to the last words', async () => {
    const broker = workerBroker({ address: worker.address, token: WORKER_TOKEN, tellsStderr: true });
    const bytes = await buffer(await broker('failing', {}, new AbortController().signal));
    const [output, told]: [string[], string[]] = [[], []];
    const tell = {
      output: (part: Buffer) => output.push(part.toString()),
      told: (line: string) => told.push(line),
    };
    new ToldLines(tell).push(bytes);
    expect([output.join(''), told]).toEqual(['last words\n', ['no token']]);
    await none();
  });

  it('that takes no notice of the end of its input is killed', async () => {
    const stream = await borrow('stubborn');
    stream.end('still here\n');
    expect(await text(stream)).toBe('still here\n');
    await none();
  }, 20_000);

  it('is gone when the router destroys its end', async () => {
    const stream = await borrow('stubborn');
    stream.destroy();
    await none();
  }, 20_000);
});

describe('the worker refuses', () => {
  it.each([
    ['a server that is not in the registry', 'nobody', {}, 'mcp_server_not_found'],
    ['one that is disabled', 'disabled-one', {}, 'mcp_server_disabled'],
    ['a URL', 'remote', {}, 'mcp_server_not_image'],
    ['a program', 'program', {}, 'mcp_server_not_image'],
    ['an image in place of a server', imageName('echo'), {}, 'invalid_request'],
    ['an image that is not there', 'absent', {}, 'mcp_image_missing'],
    ['a network that nobody has named', 'outside', {}, 'mcp_network_missing'],
    ['a variable that the entry does not have', 'echo', { LD_PRELOAD: 'x' }, 'mcp_env_refused'],
    ['a variable that steers docker', 'steering', { DOCKER_HOST: 'tcp://127.0.0.1:1' }, 'mcp_env_refused'],
  ])('%s', async (_what, server, env, code) => {
    await expect(borrow(server, env as Record<string, string>)).rejects.toMatchObject({ code });
    expect(await containers()).toEqual([]);
  });

  it('and says how an image that is missing is fetched', async () => {
    await expect(borrow('absent')).rejects.toThrow('docker pull nowhere.example/absent:1');
  });

  it('what the engine refuses, in the words of the engine', async () => {
    await expect(borrow('greedy')).rejects.toMatchObject({
      code: 'mcp_container_failed',
      message: expect.stringContaining('CPUs'),
    });
    expect(await containers()).toEqual([]);
  });

  it('whoever does not have the token', async () => {
    const broker = workerBroker({ address: worker.address, token: 'another-token-0123456789abcdef012345' });
    await expect(broker('echo', {}, never)).rejects.toMatchObject({
      code: 'mcp_server_unreachable',
      message: 'the worker does not know our WORKER_TOKEN',
    });
  });

  it('any other upgrade, in the words of all its answers', async () => {
    const headers = { authorization: `Bearer ${WORKER_TOKEN}`, connection: 'Upgrade', upgrade: 'websocket' };
    const socketPath = join(folder, 'worker.sock');
    const [answer] = (await once(
      request({ socketPath, path: '/mcp/streams', headers }).end(),
      'response',
    )) as [IncomingMessage];
    expect(answer.statusCode).toBe(404);
    expect(await json(answer)).toMatchObject({ code: 'not_found', request_id: expect.any(String) });
  });

  it('to go on with a start that the router has cancelled', async () => {
    const control = new AbortController();
    const borrowed = workerBroker({ address: worker.address, token: WORKER_TOKEN })(
      'stubborn',
      {},
      control.signal,
    );
    setTimeout(() => control.abort(), 100);
    await expect(borrowed).rejects.toMatchObject({ code: 'mcp_cancelled' });
    await none();
  }, 20_000);
});

describe('no container is left', () => {
  it.each(['echo', 'stubborn'])(
    'of the server "%s" when the router is killed',
    async (server) => {
      const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
      const program = ['--import', './test/redis/source-hooks.ts', './test/mcp/broker-child.ts'];
      const router = spawn(process.execPath, [...flags, ...program, worker.address, WORKER_TOKEN, server], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const gone = once(router, 'exit');
      await Promise.race([once(router.stdout, 'data'), gone]);
      expect(await containers()).toHaveLength(1);
      router.kill('SIGKILL');
      await gone;
      await none();
    },
    30_000,
  );

  it('when the worker is stopped', async () => {
    const another = await startWorker();
    const streams = await Promise.all([
      borrow('stubborn', {}, another.address),
      borrow('echo', {}, another.address),
    ]);
    const closed = streams.map((stream) => once(stream.resume(), 'close'));
    expect(await containers()).toHaveLength(2);
    expect(await another.stop()).toBe(0);
    expect(await containers()).toEqual([]);
    await Promise.all(closed);
  }, 30_000);

  it('by a worker that follows one that was killed, and those of others stay', async () => {
    await docker(
      engine,
      'run',
      '--detach',
      '--name',
      'of-others',
      '--network',
      'none',
      '--label',
      'switchyard.mcp=others',
      imageName('stubborn'),
    );
    const stream = await borrow('stubborn');
    stream.resume();
    await worker.kill();
    expect(await containers()).toHaveLength(2);
    worker = await onSocket();
    await until(containers, (names) => names.join() === 'of-others');
    await docker(engine, 'rm', '--force', 'of-others');
  }, 30_000);
});

it('there are no more containers at once than allowed, and a place is free again after its end', async () => {
  const small = await startWorker({ MCP_MAX_CONTAINERS: '1' });
  const stream = await borrow('echo', {}, small.address);
  await expect(borrow('echo', {}, small.address)).rejects.toMatchObject({ code: 'mcp_too_many_containers' });
  stream.end();
  await text(stream);
  const again = () => borrow('echo', {}, small.address).catch(() => undefined);
  await until(again, (next) => next !== undefined);
  expect(await small.stop()).toBe(0);
  expect(await containers()).toEqual([]);
}, 30_000);

interface Inspected {
  readonly HostConfig: object;
  readonly Config: { readonly Env: string[]; readonly Labels: object };
}

/** The arguments of every process of this machine, as ps shows them. */
async function commandLines(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
}
