import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Exchange } from '@app/http';
import { Cancellation, DomainError } from '@app/kernel';
import type { LogEntry } from './log-entry.js';
import { sendEntries } from './send-entries.js';
import { StreamPlaces } from './stream-places.js';

const entry = (line: string): LogEntry => ({ at: null, stream: 'stdout', container: 'c', line });
let server: Server;
let serve: (exchange: Exchange, cancellation: Cancellation) => Promise<void>;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    const signal = new Cancellation();
    response.once('close', () => signal.abort());
    void serve({ id: 'req-1', request: incoming, response, signal } as unknown as Exchange, signal);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function ask(): Promise<IncomingMessage> {
  const call = request({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    agent: false,
  }).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return response;
}
async function linesOf(response: IncomingMessage): Promise<unknown[]> {
  const parts = await response.toArray();
  const text = Buffer.concat(parts as Buffer[]).toString();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

it('each entry is a line, and a failure in the middle is the last one', async () => {
  serve = (exchange) =>
    sendEntries(exchange, async function* () {
      yield entry('one\ntwo');
      throw new DomainError('node_failed', 'it broke');
    });
  const response = await ask();
  expect(response.headers['content-type']).toContain('application/x-ndjson');
  expect(await linesOf(response)).toEqual([
    entry('one\ntwo'),
    { error: { code: 'node_failed', message: 'it broke' } },
  ]);
});

it('a failure before the first entry is thrown, with nothing sent', async () => {
  const thrown = new Promise((resolve) => {
    serve = (exchange) =>
      sendEntries(exchange, async function* () {
        yield await Promise.reject<LogEntry>(new DomainError('service_not_found', 'none'));
      }).catch((error: unknown) => {
        exchange.response.statusCode = 404;
        exchange.response.end();
        resolve(error);
      });
  });
  const response = await ask();
  expect(response.statusCode).toBe(404);
  expect(response.headers['content-type']).toBeUndefined();
  expect(await thrown).toMatchObject({ code: 'service_not_found' });
});

it('our own end is told to a reader who waits', async () => {
  serve = (exchange, cancellation) =>
    sendEntries(exchange, async function* (signal) {
      yield entry('one');
      setImmediate(() => cancellation.abort(new DomainError('shutting_down', 'the server is stopping')));
      await once(signal, 'abort');
    });
  const lines = await linesOf(await ask());
  expect(lines.at(-1)).toEqual({ error: { code: 'shutting_down', message: 'the server is stopping' } });
});

it('a reader who has left before it all began is served nothing', async () => {
  const seen = new Promise<boolean>((resolve) => {
    serve = async (exchange, cancellation) => {
      cancellation.abort();
      await sendEntries(exchange, async function* (signal) {
        resolve(signal.aborted);
        yield entry('one');
      });
      exchange.response.destroy();
    };
  });
  await expect(ask()).rejects.toThrow('hang up');
  expect(await seen).toBe(true);
});

it('entries are taken no faster than they are read, and no more after the reader has left', async () => {
  let taken = 0;
  let ended: Promise<void> = Promise.resolve();
  serve = (exchange) =>
    (ended = sendEntries(exchange, async function* () {
      for (;;) {
        taken += 1;
        yield entry('x'.repeat(64 * 1024));
      }
    }));
  const response = await ask();
  response.pause();
  response.destroy();
  await ended;
  expect(taken).toBeLessThan(200);
});

it('places are limited, and one given back twice counts once', () => {
  const places = new StreamPlaces(2);
  const leave = places.take();
  places.take();
  expect(() => places.take()).toThrow(expect.objectContaining({ code: 'too_many_streams' }));
  leave();
  leave();
  places.take();
  expect(() => places.take()).toThrow(expect.objectContaining({ code: 'too_many_streams' }));
});
