import { CHILD_LIMITS, ChildTransport, OVERSIZED_CODE } from '@app/mcp';
import { ProcessBed, type RunningServer } from '../mcp/process-bed.ts';
import { isRunning } from '../mcp/running-pids.ts';
import { times } from './times.ts';

const CYCLES = times(40, 200);
const AT_ONCE = 2;
/** Calls wait a minute by themselves; a failure before this was told, not timed out. */
const SOON_MS = 10_000;
const SHORT = { eofMs: 100, termMs: 100 };

const bed = new ProcessBed();
beforeEach(() => bed.begin());
afterEach(async () => {
  const { live, leaked } = bed.census;
  const left = { live, leaked, pids: bed.pids() };
  await bed.end();
  expect(left).toEqual({ live: 0, leaked: 0, pids: [] });
});

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => ({ resolved: value }),
    (error: unknown) => error,
  );

async function pidsOf(server: RunningServer): Promise<number[]> {
  return ((await server.call('pids')) as { pids: number[] }).pids;
}

describe(`${CYCLES} crashes and restarts`, () => {
  const deaths = [{}, { signal: 'SIGKILL' }, { signal: 'SIGSEGV' }];

  async function crash(turn: number): Promise<void> {
    const mode = turn % 20 === 0 ? 'setsid-grandchild' : turn % 20 === 10 ? 'grandchild' : 'crash-mid-call';
    const { call, transport } = await bed.serve(mode);
    await expect(call('misbehave', deaths[turn % 3])).rejects.toThrow('Connection closed');
    expect((await transport.closed).reason).toBe('exited');
  }

  it('leave no process', async () => {
    const before = bed.census.started;
    let next = 0;
    const runner = async () => {
      while (next < CYCLES) await crash(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, runner));
    expect(bed.census.started - before).toBe(CYCLES);
    expect(bed.pids()).toEqual([]);
  }, 120_000);
});

describe('a server that dies', () => {
  it('in a call fails every call that waits, at once, and says how it died', async () => {
    const { call, client, transport } = await bed.serve('crash-mid-call');
    const begin = performance.now();
    const waiting = ['one', 'two'].map(() => failure(call('misbehave')));
    const codes = (await Promise.all(waiting)).map((error) => (error as { code?: string }).code);
    // The first call kills the server; the second may not have been written by then.
    expect(codes[0]).toBe('CONNECTION_CLOSED');
    expect(['CONNECTION_CLOSED', 'mcp_server_unreachable']).toContain(codes[1]);
    expect(performance.now() - begin).toBeLessThan(SOON_MS);
    expect(transport.ended).toEqual({
      reason: 'exited',
      code: 3,
      signal: undefined,
      stderr: ['out of luck'],
    });
    expect(await failure(transport.send({ jsonrpc: '2.0', method: 'x' }))).toMatchObject({
      code: 'mcp_server_crashed',
      upstream: 'crash-mid-call',
      message: 'The server "crash-mid-call" has ended: it exited with code 3.',
    });
    await client.close();
    await transport.closed;
  });

  it('at once fails the connection with its last words', async () => {
    const begin = performance.now();
    const transport = bed.transport('dies-at-once');
    const closed = new Promise<void>((resolve) => Object.assign(transport, { onclose: resolve }));
    await transport.start();
    await closed;
    expect(transport.ended).toMatchObject({ reason: 'exited', code: 1, stderr: ['no key was given'] });
    expect(performance.now() - begin).toBeLessThan(SOON_MS);
    await transport.closed;
  });

  it('takes its grandchildren along, also one that left its session or its environment', async () => {
    for (const mode of ['grandchild', 'setsid-grandchild', 'bare-grandchild'] as const) {
      const server = await bed.serve(mode);
      const pids = await pidsOf(server);
      expect(pids.map(isRunning)).toEqual([true, true]);
      expect(await failure(server.call('misbehave'))).toMatchObject({ code: 'CONNECTION_CLOSED' });
      await server.transport.closed;
      expect(pids.map(isRunning)).toEqual([false, false]);
    }
  });

  it('takes them along when the time for it was over before they were looked for', async () => {
    const server = await bed.serve('setsid-grandchild', { limits: { sweepMs: 0 } });
    const pids = await pidsOf(server);
    expect(await failure(server.call('misbehave'))).toMatchObject({ code: 'CONNECTION_CLOSED' });
    await server.transport.closed;
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it('by closing its output is ended, and its calls fail before that', async () => {
    const { call, transport } = await bed.serve('closes-output', { limits: SHORT });
    expect(await failure(call('misbehave'))).toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect((await transport.closed).reason).toBe('broken');
  });
});

describe('closing a server', () => {
  it('ends one that ignores the end of its input and SIGTERM, in less than five seconds', async () => {
    const { eofMs, termMs, killMs, sweepMs } = CHILD_LIMITS;
    expect(eofMs + termMs + killMs + sweepMs).toBeLessThan(5_000);
    const { transport } = await bed.serve('stubborn', { limits: SHORT });
    await transport.close();
    expect(await transport.closed).toMatchObject({ reason: 'closed', signal: 'SIGKILL' });
  });

  it('lets one leave by itself that does, with all it has started', async () => {
    const { transport } = await bed.serve('well-behaved');
    await transport.close();
    expect(await transport.closed).toMatchObject({ reason: 'closed', code: 0 });
    const parent = await bed.serve('setsid-grandchild', { limits: SHORT });
    const pids = await pidsOf(parent);
    await parent.transport.close();
    expect(pids.map(isRunning)).toEqual([false, false]);
  });

  it('can be done twice, at any time, and tells of the end once', async () => {
    const early = bed.transport('well-behaved');
    await early.close();
    await expect(early.start()).rejects.toThrow('starts once');
    const { transport, client } = await bed.serve('well-behaved');
    let told = 0;
    Object.assign(client, { onclose: () => told++ });
    await Promise.all([transport.close(), transport.close(), client.close()]);
    await transport.close();
    expect(told).toBe(1);
    const starting = bed.transport('well-behaved');
    const started = starting.start();
    await Promise.all([starting.close(), started]);
    expect((await starting.closed).reason).toBe('closed');
  });

  it('is not needed where the router leaves in a hurry', async () => {
    const { transport } = await bed.serve('stubborn');
    bed.census.killAll();
    expect(await transport.closed).toMatchObject({ reason: 'exited', signal: 'SIGKILL' });
  });
});

describe('a program that cannot be run', () => {
  it.each([
    ['is not there', { command: '/no/such/program' }, 'does not exist'],
    ['has no folder to run in', { cwd: '/no/such/folder' }, 'does not exist'],
    ['is given what no environment holds', { env: { KEY: 'secret\0' } }, 'holds a zero byte'],
  ])('because it %s is an error without a path or a secret', async (_why, change, words) => {
    const command = { name: 'broken', command: process.execPath, args: ['-v'], env: {}, ...change };
    const { mark, census } = bed;
    const transport = new ChildTransport(command, { mark, census, environment: process.env });
    const error = (await failure(transport.start())) as Error;
    expect(error).toMatchObject({ code: 'mcp_server_unreachable', upstream: 'broken' });
    expect(error.message).toContain(words);
    expect(`${error.message}${String(error.cause)}`).not.toMatch(/secret|\/no/);
    expect((await transport.closed).reason).toBe('broken');
    await transport.close();
  });
});

describe('a message of eleven megabytes', () => {
  const bytes = 11_534_336;

  it('fails the call that it answers, and neither another call nor the server', async () => {
    const told: unknown[] = [];
    const server = await bed.serve('long-line', { onOversized: (id, size) => told.push([id, size]) });
    const large = failure(server.call('misbehave', { bytes, as: 'answer' }));
    const small = server.call('echo', { still: 'here' });
    expect(await large).toMatchObject({
      code: OVERSIZED_CODE,
      data: { bytes: expect.any(Number), limit: CHILD_LIMITS.message },
    });
    expect(await small).toEqual({ still: 'here' });
    expect(await server.call('echo', { and: 'after' })).toEqual({ and: 'after' });
    expect(told).toEqual([[1, expect.any(Number)]]);
    await server.client.close();
    expect((await server.transport.closed).reason).toBe('closed');
  });

  it('that asks the client is refused, so that the server need not wait', async () => {
    const server = await bed.serve('long-line');
    expect(await server.call('misbehave', { bytes, as: 'request' })).toMatchObject({
      id: 'from-server',
      error: { code: OVERSIZED_CODE },
    });
    await server.client.close();
  });

  it('that answers nothing is reported and fails nothing', async () => {
    const told: unknown[] = [];
    const server = await bed.serve('long-line', { onOversized: (id) => told.push(id) });
    const unanswered = ['notification', 'junk'].map((as) => failure(server.call('misbehave', { bytes, as })));
    expect(await server.call('echo', { still: 'here' })).toEqual({ still: 'here' });
    expect(told).toEqual([undefined, undefined]);
    await server.client.close();
    for (const error of await Promise.all(unanswered))
      expect(error).toMatchObject({ code: 'CONNECTION_CLOSED' });
  });

  it('is not sent either', async () => {
    const server = await bed.serve('well-behaved');
    expect(await failure(server.call('echo', { text: 'x'.repeat(bytes) }))).toMatchObject({
      code: 'mcp_message_too_large',
    });
    expect(await server.call('echo', {})).toEqual({});
    await server.client.close();
  });
});

describe('a server that talks too much', () => {
  it('is heard through the junk on its output, which is counted and spoken of once', async () => {
    const { call, client, errors, transport } = await bed.serve('junk');
    expect(await call('misbehave')).toBe('after the junk');
    expect(transport.junkLines).toBe(5);
    expect(errors).toEqual(['"junk" wrote what is no message to its standard output; lines so far: 1.']);
    await client.close();
  });

  it('with two answers to one call is believed the first', async () => {
    const { call, client } = await bed.serve('duplicate-ids');
    expect(await call('misbehave')).toBe('first');
    expect(await call('echo', { next: true })).toEqual({ next: true });
    await client.close();
  });

  it('on standard error is heard line by line and remembered in its last ones', async () => {
    let heard = 0;
    const { call, client, transport } = await bed.serve('stderr-flood', { onStderr: () => heard++ });
    expect(await call('misbehave', { lines: 50_000 })).toBe('flooded');
    await client.close();
    const { stderr } = await transport.closed;
    expect(heard).toBe(50_000);
    expect(stderr).toHaveLength(40);
    expect(stderr.at(-1)).toMatch(/^49999 x+$/);
  });
});

describe('a server that is slow or silent', () => {
  it('in its list answers other calls meanwhile', async () => {
    const { call, client } = await bed.serve('slow-list', {}, 300);
    const order: string[] = [];
    const list = client.listTools().then(() => order.push('list'));
    await call('echo').then(() => order.push('call'));
    await list;
    expect(order).toEqual(['call', 'list']);
    await client.close();
  });

  it('to pings may still list its tools', async () => {
    const { client } = await bed.serve('no-ping');
    expect(await failure(client.ping({ timeout: 50 }))).toMatchObject({ code: 'REQUEST_TIMEOUT' });
    expect((await client.listTools()).tools).toHaveLength(4);
    await client.close();
  });

  it('and takes no input holds up no more than the queue, and all that waits fails at its end', async () => {
    const transport = bed.transport('deaf', { limits: { ...SHORT, queue: 1_000_000 } });
    await transport.start();
    const sends = Array.from({ length: 100 }, (_each, id) => {
      const params = { text: 'x'.repeat(100_000) };
      return failure(transport.send({ jsonrpc: '2.0', id, method: 'x', params }));
    });
    expect(await sends.at(-1)).toMatchObject({
      code: 'mcp_server_unreachable',
      message: 'The server "deaf" does not read its input, and no more can wait for it.',
    });
    await transport.close();
    const failed = (await Promise.all(sends)).filter((error) => error instanceof Error);
    expect(failed.length).toBeGreaterThan(95);
  });
});

it('a server sees what it was given and nothing else of the router', async () => {
  const environment = { PATH: process.env['PATH'], LANG: 'C.UTF-8', ADMIN_TOKEN: 'secret' };
  const { call, client } = await bed.serve('well-behaved', { environment });
  const seen = (await call('environment')) as Record<string, string>;
  const names = Object.keys(seen).filter((name) => !name.startsWith('SWITCHYARD_MCP_'));
  expect(names.toSorted()).toEqual(['GIVEN', 'LANG', 'PATH']);
  expect(seen['GIVEN']).toBe('this');
  await client.close();
});
