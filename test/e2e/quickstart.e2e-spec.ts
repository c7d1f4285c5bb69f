import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
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

    expect(processes.map(({ name }) => name)).toEqual(['supervisor', 'redis', 'gateway']);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(existsSync(stack.runFile)).toBe(false);
    const [aof] = globSync(join(stack.dataDir, 'redis/appendonlydir/*.incr.aof'));
    expect(readFileSync(aof ?? '', 'utf8')).toContain('across-restarts');
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
    expect(leftovers.filter(isRunning).map(({ name }) => name)).toEqual(['redis', 'gateway']);

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

  it('gives Redis a port with a password where the path is too long for a socket', async () => {
    const start = (await withStack('a-folder-with-quite-a-long-name/'.repeat(3))).start();
    const output = await start.printed(UP);
    const port = Number(/redis +127\.0\.0\.1:(\d+)/.exec(output)?.[1]);
    expect(await redisSays(port, 'PING\r\n')).toContain('NOAUTH');
    expect(await start.stop('SIGTERM')).toBe(0);
  }, 120_000);
});

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
