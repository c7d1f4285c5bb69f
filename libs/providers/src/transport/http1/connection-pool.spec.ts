import { jest } from '@jest/globals';
import type { Socket } from 'node:net';
import { ConnectionPool } from './connection-pool.js';
import { HeardResponse } from './heard-response.js';
import { originOf } from './origin.js';
import { ScriptedServer } from './scripted-server.js';

const GET = { head: 'GET / HTTP/1.1\r\nhost: x\r\n\r\n', body: undefined };
const answer = (body: string, head = ''): string =>
  `HTTP/1.1 200 OK\r\n${head}content-length: ${body.length}\r\n\r\n${body}`;

let server: ScriptedServer;
let pool: ConnectionPool;

beforeEach(async () => {
  // Sockets use none of these; only the pool's own clock stands still.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'queueMicrotask'] });
  server = await ScriptedServer.start();
  pool = new ConnectionPool(originOf(server.url, {}, 0));
});

afterEach(async () => {
  await pool.close();
  server.close();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

function ask(): Promise<string> {
  const heard = new HeardResponse();
  pool.send(GET, heard);
  return heard.text;
}

/** exchange has one request answered, and returns the server's end of the connection that it came on. */
async function exchange(response: string): Promise<Socket> {
  const text = ask();
  const { socket } = await server.next();
  socket.write(response);
  await text;
  return socket;
}

/** twoConnections has two requests answered at a time; the second connection then has rested the shortest. */
async function twoConnections(): Promise<[Socket, Socket]> {
  const both = [ask(), ask()];
  const [first, second] = [await server.next(), await server.next()];
  first.socket.write(answer(''));
  await both[0];
  second.socket.write(answer(''));
  await both[1];
  return [first.socket, second.socket];
}

describe('a connection that rests', () => {
  it('is used again, and of several the one that rested the shortest', async () => {
    const [first, second] = await twoConnections();
    expect(await exchange(answer('3'))).toBe(second);
    expect(await exchange(answer('4'))).toBe(second);
    const again = await twoConnections();
    expect(again.indexOf(second)).toBe(0);
    expect(again.indexOf(first)).toBe(1);
    expect(await exchange(answer('5'))).toBe(first);
    expect(server.sockets).toHaveLength(2);
  });

  it('is read from again when its last response had stopped reading', async () => {
    const heard = new HeardResponse();
    const connection = pool.send(GET, heard);
    heard.onData = () => connection?.pause();
    const { socket } = await server.next();
    socket.write(answer('1'));
    await heard.text;
    expect(await exchange(answer('2'))).toBe(socket);
  });

  it.each([
    [4000, 'nothing', ''],
    [1000, 'two seconds', 'keep-alive: timeout=2\r\n'],
    [60_000, 'ten minutes', 'keep-alive: timeout=600\r\n'],
  ])('is closed after %i ms when its server said %s', async (milliseconds, _said, head) => {
    const socket = await exchange(answer('1', head));
    jest.advanceTimersByTime(milliseconds - 1);
    expect(await exchange(answer('2', head))).toBe(socket);
    jest.advanceTimersByTime(milliseconds);
    await ScriptedServer.gone(socket);
    expect(await exchange(answer('3'))).not.toBe(socket);
  });

  it('is closed in its own time when others may rest longer', async () => {
    const [one, two] = [ask(), ask()];
    const [long, short] = [await server.next(), await server.next()];
    long.socket.write(answer('', 'keep-alive: timeout=60\r\n'));
    short.socket.write(answer('', 'keep-alive: timeout=3\r\n'));
    await Promise.all([one, two]);
    jest.advanceTimersByTime(2000);
    await ScriptedServer.gone(short.socket);
    expect(await exchange(answer(''))).toBe(long.socket);
  });

  it('is not used past its time when the timer comes late', async () => {
    const socket = await exchange(answer('1'));
    const now = performance.now();
    const late = jest.spyOn(performance, 'now').mockReturnValue(now + 4001);
    expect(await exchange(answer('2'))).not.toBe(socket);
    late.mockRestore();
  });

  it('is dropped when its server closes it', async () => {
    const socket = await exchange(answer('1'));
    socket.end();
    await ScriptedServer.gone(socket);
    expect(await exchange(answer('2'))).not.toBe(socket);
  });

  it('is dropped when its server resets it', async () => {
    const [reset, other] = await twoConnections();
    reset.resetAndDestroy();
    // This answer comes through the event loop after the reset.
    expect(await exchange(answer('1'))).toBe(other);
    const [, another] = await twoConnections();
    expect(another).not.toBe(reset);
    expect(server.sockets).toHaveLength(3);
  });

  it('is dropped with whatever comes on it unasked, and that is no answer to anybody', async () => {
    const socket = await exchange(answer('1'));
    socket.write(answer('smuggled'));
    await ScriptedServer.gone(socket);
    const text = ask();
    const next = await server.next();
    expect(next.socket).not.toBe(socket);
    next.socket.write(answer('its own'));
    expect(await text).toBe('its own');
  });
});

describe('a call on a connection that has rested', () => {
  it('fails with its connection, and is not sent a second time', async () => {
    const socket = await exchange(answer('1'));
    const text = ask();
    await server.next();
    socket.end();
    await expect(text).rejects.toMatchObject({ code: 'CONNECTION_ENDED' });
    expect(await exchange(answer('2'))).not.toBe(socket);
    expect(server.sockets).toHaveLength(2);
  });
});

describe('a connection is not used again', () => {
  it.each([
    ['when the server says that it closes', answer('1', 'connection: close\r\n')],
    ['after HTTP/1.0', answer('1', 'connection: keep-alive\r\n').replace('1.1', '1.0')],
    ['when the server keeps it too short', answer('1', 'keep-alive: timeout=1\r\n')],
    ['when a second answer comes in the same read', answer('1') + answer('smuggled')],
    ['when one byte comes after the answer', `${answer('1')}\n`],
    ['when bytes follow an answer that has no body', 'HTTP/1.1 204 No Content\r\n\r\n12345'],
  ])('%s', async (_when, response) => {
    const socket = await exchange(response);
    await ScriptedServer.gone(socket);
    expect(await exchange(answer('2'))).not.toBe(socket);
  });

  it('when only its end ended the body', async () => {
    const text = ask();
    const { socket } = await server.next();
    socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end');
    expect(await text).toBe('until the end');
    expect(await exchange(answer('2'))).not.toBe(socket);
  });

  it('when the answer came before the whole request was written', async () => {
    const body = Buffer.alloc(64 * 1024 * 1024);
    const head = `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`;
    const heard = new HeardResponse();
    pool.send({ head, body }, heard);
    const { socket } = await server.next();
    socket.pause();
    socket.write(answer('too large'));
    expect(await heard.text).toBe('too large');
    socket.resume();
    await ScriptedServer.gone(socket);
    server.forget();
    expect(await exchange(answer('2'))).not.toBe(socket);
  });
});

describe('ending a pool', () => {
  it('by retiring lets the calls in flight end, and no connection rests', async () => {
    const [idle] = await twoConnections();
    const text = ask();
    const { socket } = await server.next();
    const retired = pool.retire();
    socket.write(answer('to the end'));
    expect(await text).toBe('to the end');
    await retired;
    await Promise.all([idle, socket].map((each) => ScriptedServer.gone(each)));
  });

  it('by closing fails the calls in flight, and those after it', async () => {
    const text = ask();
    const { socket } = await server.next();
    const failed = expect(text).rejects.toMatchObject({ code: 'CLIENT_CLOSED' });
    await pool.close();
    await failed;
    await ScriptedServer.gone(socket);
    await expect(ask()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' });
    expect(server.sockets).toHaveLength(1);
  });
});
