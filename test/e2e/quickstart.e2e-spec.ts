import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRunning } from '../../deploy/local/process-record.ts';
import { LocalStack } from './local-stack.ts';

const run = promisify(execFile);
const UP = 'Ctrl-C stops everything.';

describe('make start', () => {
  let stack: LocalStack;

  const withStack = async (below?: string) => {
    stack = await LocalStack.prepare(below);
    return stack;
  };

  /** What ops says of the services to the holder of the key, by default the one that start made. */
  const services = (key = readFileSync(stack.opsToken, 'utf8').trim()) =>
    fetch(`http://127.0.0.1:${stack.opsPort}/services`, { headers: { authorization: `Bearer ${key}` } });

  afterEach(() => stack.cleanUp());

  it('prints a first request that gets an answer as it stands', async () => {
    const start = (await withStack()).start();
    const output = await start.printed(UP);
    const request = output.split('\n').find((line) => line.trim().startsWith('curl '));
    const { stdout } = await run('sh', ['-c', request ?? 'false']);
    const answer = JSON.parse(stdout) as { choices: { message: { content: string } }[] };
    expect(answer.choices[0]?.message.content).toContain('Hello');
  }, 120_000);

  it('stops everything on Ctrl-C, exits 0 and leaves every Redis write on disk', async () => {
    const start = (await withStack()).start();
    await start.printed(UP);
    const processes = stack.processes();
    await redisSet(join(stack.dataDir, 'redis', 'redis.sock'), 'kept', 'across-restarts');

    expect(await start.stop('SIGINT')).toBe(0);

    expect(LocalStack.names(processes)).toEqual([
      'gateway',
      'ops',
      'redis',
      'router',
      'supervisor',
      'worker',
    ]);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(existsSync(stack.runFile)).toBe(false);
    const [aof] = globSync(join(stack.dataDir, 'redis/appendonlydir/*.incr.aof'));
    expect(readFileSync(aof ?? '', 'utf8')).toContain('across-restarts');
  }, 120_000);

  it('runs operations without any node, for the holder of a key that it shows once and keeps', async () => {
    const first = (await withStack()).start();
    const output = await first.printed(UP);
    const key = readFileSync(stack.opsToken, 'utf8').trim();
    expect(output.split(key)).toHaveLength(2);
    expect(statSync(stack.opsToken).mode & 0o777).toBe(0o600);
    expect((await services('a-key-that-nobody-was-given-0123456789')).status).toBe(401);
    const answer = await services();
    expect([answer.status, await answer.json()]).toEqual([200, { services: [], problems: [] }]);
    await first.stop('SIGINT');

    const second = stack.start();
    expect(await second.printed(UP)).not.toContain(key);
    expect((await services(key)).status).toBe(200);
  }, 120_000);

  it('takes OPS_CONTROLLER_TOKEN where it is set, and shows or keeps it nowhere', async () => {
    const token = 'a-token-from-the-environment-0123456789';
    const start = (await withStack()).start({ OPS_CONTROLLER_TOKEN: token });
    expect(await start.printed(UP)).not.toContain(token);
    expect((await services(token)).status).toBe(200);
    expect(existsSync(stack.opsToken)).toBe(false);
  }, 120_000);

  it('gives the secret of the worker to ops, the router and the worker alone, anew each time', async () => {
    const start = (await withStack()).start();
    await start.printed(UP);
    const first = secretsOf(stack.processes());
    expect(Object.keys(first).toSorted()).toEqual(['ops', 'router', 'worker']);
    expect(first['ops']).toBe(first['worker']);
    expect(start.output).not.toContain(first['ops']);
    await start.stop('SIGINT');

    await stack.start().printed(UP);
    expect(secretsOf(stack.processes())['ops']).not.toBe(first['ops']);
  }, 120_000);

  it('says that it runs already, prints the table again and leaves the first one alone', async () => {
    const first = (await withStack()).start();
    await first.printed(UP);
    const second = stack.start();
    expect(await second.exit).toBe(0);
    expect(second.output).toContain('already running');
    expect(second.output).toContain(`http://127.0.0.1:${stack.port}/v1`);
    expect(stack.processes().every(isRunning)).toBe(true);
  }, 120_000);

  it('ends what a killed start left behind and starts again', async () => {
    const first = (await withStack()).start();
    await first.printed(UP);
    const leftovers = stack.processes();
    await first.stop('SIGKILL');
    expect(LocalStack.names(leftovers.filter(isRunning))).toEqual([
      'gateway',
      'ops',
      'redis',
      'router',
      'worker',
    ]);

    await stack.start().printed(UP);

    expect(leftovers.filter(isRunning)).toEqual([]);
    expect(stack.processes().every(isRunning)).toBe(true);
  }, 120_000);

  it('names the app that died, stops the rest and exits 1', async () => {
    const start = (await withStack()).start();
    await start.printed(UP);
    const processes = stack.processes();
    const gateway = processes.find(({ name }) => name === 'gateway');
    process.kill(gateway?.pid ?? 0, 'SIGKILL');
    expect(await start.exit).toBe(1);
    expect(start.output).toContain('gateway was ended by SIGKILL');
    expect(processes.filter(isRunning)).toEqual([]);
  }, 120_000);

  it('names the port that is taken and the variable that moves it', async () => {
    await withStack();
    const squatter = createServer().listen(stack.port, '127.0.0.1');
    await once(squatter, 'listening');
    const start = stack.start();
    expect(await start.exit).toBe(1);
    expect(start.output).toContain(`port ${stack.port} on 127.0.0.1 is in use`);
    expect(start.output).toContain('OPENAI_COMPAT_PORT');
    squatter.close();
  }, 120_000);

  it('gives Redis a port with a password, and the worker one of its own, where the path is too long for a socket', async () => {
    const start = (await withStack('a-folder-with-quite-a-long-name/'.repeat(3))).start();
    const output = await start.printed(UP);
    const port = Number(/redis +127\.0\.0\.1:(\d+)/.exec(output)?.[1]);
    expect(await redisSays(port, 'PING\r\n')).toContain('NOAUTH');
    expect(output).toMatch(/worker +http:\/\/127\.0\.0\.1:\d+/);
    expect((await services()).status).toBe(200);
    expect(await start.stop('SIGTERM')).toBe(0);
  }, 120_000);
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
