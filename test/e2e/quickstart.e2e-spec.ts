import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRunning } from '../../deploy/local/process-record.ts';
import { LocalStack, type LocalStart } from './local-stack.ts';

const run = promisify(execFile);
const UP = 'Ctrl-C stops everything.';
/** What runs beside the supervisor. */
const APPS = ['dashboard', 'gateway', 'ops', 'redis', 'router', 'worker'];

let stack: LocalStack;

/** What ops says of the services to the holder of the key, by default the one that start made. */
const services = (key = opsKey()) =>
  fetch(`http://127.0.0.1:${stack.opsPort}/services`, { headers: { authorization: `Bearer ${key}` } });
const opsKey = () => readFileSync(stack.opsToken, 'utf8').trim();
const dashboard = () => `http://127.0.0.1:${stack.dashboardPort}`;
const signIn = (password: string) =>
  fetch(`${dashboard()}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  });

describe('make start, again and again on the same data', () => {
  let start: LocalStart;
  let output: string;
  let kept: { readonly key: string; readonly password: string; readonly secret: string | undefined };

  beforeAll(async () => {
    stack = await LocalStack.prepare();
    start = stack.start();
    output = await start.printed(UP);
    kept = {
      key: opsKey(),
      password: readFileSync(stack.password, 'utf8').trim(),
      secret: secretsOf(stack.processes())['ops'],
    };
  }, 120_000);
  afterAll(() => stack.cleanUp(), 60_000);

  describe('the first time', () => {
    it('asks how to sign in, and begins an audit in which nobody was denied anything', async () => {
      const config = await fetch(`${dashboard()}/session/config`);
      expect(await config.json()).toEqual({ methods: ['password', 'token'] });
      const audit = await fetch(`http://127.0.0.1:${stack.opsPort}/audit`, {
        headers: { authorization: `Bearer ${opsKey()}` },
      });
      expect(await audit.json()).toMatchObject({ entries: [] });
    });

    it('prints a first request that gets an answer as it stands', async () => {
      const request = output.split('\n').find((line) => line.trim().startsWith('curl '));
      const { stdout } = await run('sh', ['-c', request ?? 'false']);
      const answer = JSON.parse(stdout) as { choices: { message: { content: string } }[] };
      expect(answer.choices[0]?.message.content).toContain('Hello');
    });

    it('runs operations without any node, for the holder of a key that it shows once', async () => {
      expect(output.split(kept.key)).toHaveLength(2);
      expect(statSync(stack.opsToken).mode & 0o777).toBe(0o600);
      expect((await services('a-key-that-nobody-was-given-0123456789')).status).toBe(401);
      const answer = await services();
      expect([answer.status, await answer.json()]).toEqual([200, { services: [], problems: [], lost: [] }]);
    });

    it('runs the dashboard, for the holder of a password that it shows once', async () => {
      expect(output.split(kept.password)).toHaveLength(2);
      expect(statSync(stack.password).mode & 0o777).toBe(0o600);
      expect(output).toContain(`Open ${dashboard()} and sign in`);
      expect((await signIn('a wrong password')).status).toBe(401);
      const answer = await signIn(kept.password);
      expect(await answer.json()).toMatchObject({ actor: 'ops-token', roles: ['admin'] });
      const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
      const seen = await fetch(`${dashboard()}/bff/ops/services`, { headers: { cookie } });
      expect(await seen.json()).toEqual({ services: [], problems: [], lost: [] });
    });

    it('gives the secret of the worker to ops, the router and the worker alone, and shows it nowhere', () => {
      const secrets = secretsOf(stack.processes());
      expect(Object.keys(secrets).toSorted()).toEqual(['ops', 'router', 'worker']);
      expect(secrets['ops']).toBe(secrets['worker']);
      expect(start.output).not.toContain(secrets['ops']);
    });

    it('says that it runs already, prints the table again and leaves the first one alone', async () => {
      const second = stack.start();
      expect(await second.exit).toBe(0);
      expect(second.output).toContain('already running');
      expect(second.output).toContain(`http://127.0.0.1:${stack.port}/v1`);
      expect(stack.processes().every(isRunning)).toBe(true);
    }, 60_000);

    it('stops everything on Ctrl-C, exits 0 and leaves every Redis write on disk', async () => {
      const processes = stack.processes();
      await redisSet(join(stack.dataDir, 'redis', 'redis.sock'), 'kept', 'across-restarts');

      expect(await start.stop('SIGINT')).toBe(0);

      expect(LocalStack.names(processes)).toEqual([...APPS, 'supervisor'].toSorted());
      expect(processes.filter(isRunning)).toEqual([]);
      expect(existsSync(stack.runFile)).toBe(false);
      const [aof] = globSync(join(stack.dataDir, 'redis/appendonlydir/*.incr.aof'));
      expect(readFileSync(aof ?? '', 'utf8')).toContain('across-restarts');
    }, 60_000);
  });

  describe('the next times', () => {
    beforeAll(async () => {
      start = stack.start();
      output = await start.printed(UP);
    }, 120_000);

    it('keeps the key of operations and the password of the dashboard, and shows them no more', async () => {
      expect(output).not.toContain(kept.key);
      expect(output).not.toContain(kept.password);
      expect((await services(kept.key)).status).toBe(200);
      expect((await signIn(kept.password)).status).toBe(200);
    });

    it('gives the worker another secret', () => {
      expect(secretsOf(stack.processes())['ops']).not.toBe(kept.secret);
    });

    it('ends what a killed start left behind and starts again', async () => {
      const leftovers = stack.processes();
      await start.stop('SIGKILL');
      expect(LocalStack.names(leftovers.filter(isRunning))).toEqual(APPS);

      start = stack.start();
      await start.printed(UP);

      expect(leftovers.filter(isRunning)).toEqual([]);
      expect(stack.processes().every(isRunning)).toBe(true);
    }, 120_000);

    it('names the app that died, stops the rest and exits 1', async () => {
      const processes = stack.processes();
      const gateway = processes.find(({ name }) => name === 'gateway');
      process.kill(gateway?.pid ?? 0, 'SIGKILL');
      expect(await start.exit).toBe(1);
      expect(start.output).toContain('gateway was ended by SIGKILL');
      expect(processes.filter(isRunning)).toEqual([]);
    }, 60_000);
  });
});

describe('make start', () => {
  afterEach(() => stack.cleanUp(), 60_000);

  it('names the port that is taken and the variable that moves it', async () => {
    stack = await LocalStack.prepare();
    const squatter = createServer().listen(stack.port, '127.0.0.1');
    await once(squatter, 'listening');
    const start = stack.start();
    expect(await start.exit).toBe(1);
    expect(start.output).toContain(`port ${stack.port} on 127.0.0.1 is in use`);
    expect(start.output).toContain('OPENAI_COMPAT_PORT');
    squatter.close();
  }, 120_000);
});

describe('make start with a token of its own and a path too long for a socket', () => {
  const token = 'a-token-from-the-environment-0123456789';
  let start: LocalStart;
  let output: string;

  beforeAll(async () => {
    stack = await LocalStack.prepare('a-folder-with-quite-a-long-name/'.repeat(3));
    start = stack.start({ OPS_CONTROLLER_TOKEN: token });
    output = await start.printed(UP);
  }, 120_000);
  afterAll(() => stack.cleanUp(), 60_000);

  it('takes OPS_CONTROLLER_TOKEN where it is set, and shows or keeps it nowhere', async () => {
    expect(output).not.toContain(token);
    expect((await services(token)).status).toBe(200);
    expect(existsSync(stack.opsToken)).toBe(false);
  });

  it('gives Redis a port with a password, and the worker one of its own', async () => {
    const port = Number(/redis +127\.0\.0\.1:(\d+)/.exec(output)?.[1]);
    expect(await redisSays(port, 'PING\r\n')).toContain('NOAUTH');
    expect(output).toMatch(/worker +http:\/\/127\.0\.0\.1:\d+/);
    expect(await start.stop('SIGTERM')).toBe(0);
  }, 60_000);
});

/** The WORKER_TOKEN of each process that has one. */
function secretsOf(processes: readonly { name: string; pid: number }[]): Record<string, string> {
  const pairs = processes.map(({ name, pid }) => {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return [name, environment.find((line) => /^WORKER_TOKEN=./.test(line))?.slice('WORKER_TOKEN='.length)];
  });
  return Object.fromEntries(pairs.filter(([, secret]) => secret !== undefined)) as Record<string, string>;
}

async function redisSet(path: string, key: string, value: string): Promise<void> {
  expect(await redisSays(path, `SET ${key} ${value}\r\n`)).toBe('+OK\r\n');
}

async function redisSays(place: string | number, command: string): Promise<string> {
  const socket = typeof place === 'number' ? connect(place, '127.0.0.1') : connect(place);
  socket.write(command);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString();
}
