import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '@app/kernel';
import { sendEvents, type ServerSentEvent } from './event-stream.js';
import { Exchange } from './exchange.js';

const STOPPING = new DomainError('shutting_down', 'the server is stopping; try again');
type Open = (signal: AbortSignal, exchange: Exchange) => AsyncGenerator<ServerSentEvent>;

/** The frames that a reader gets of a stream, and what sendEvents threw, if it did. */
async function read(open: Open): Promise<{ frames: string[]; thrown: unknown }> {
  let thrown: unknown;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const exchange = new Exchange('req-1', request, response);
    sendEvents(exchange, (signal) => open(signal, exchange)).catch((error: unknown) => {
      thrown = error;
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const frames = (await answer.text()).split('\n\n').filter(Boolean);
    return { frames, thrown };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const frame = (code: string) => expect.stringMatching(new RegExp(`^event: error\ndata: {"code":"${code}",`));

it('a stream that comes to its end has no word about it', async () => {
  const { frames } = await read(async function* () {
    yield { id: '1', data: { n: 1 } };
  });
  expect(frames).toEqual(['id: 1\ndata: {"n":1}']);
});

it('our own end is told as the last event, without an id, also to a reader of a stream that is silent', async () => {
  const { frames } = await read(async function* (signal, exchange) {
    yield { id: '1', data: { n: 1 } };
    setImmediate(() => exchange.cancel(STOPPING));
    await once(signal, 'abort');
  });
  expect(frames).toEqual(['id: 1\ndata: {"n":1}', frame('shutting_down')]);
});

it('our own end before the first event is thrown, and nothing was sent', async () => {
  const { frames, thrown } = await read(async function* (signal, exchange) {
    exchange.cancel(STOPPING);
    if (!signal.aborted) yield { data: 1 };
  });
  expect([frames, thrown]).toEqual([[], STOPPING]);
});

it('what breaks the stream off is told by its code, and an unknown failure by none of its words', async () => {
  const failing = (error: Error) =>
    read(async function* () {
      yield { data: 1 };
      throw error;
    });
  const known = await failing(new DomainError('queue_unavailable', 'Redis does not answer'));
  expect([known.frames[1], known.thrown]).toEqual([frame('queue_unavailable'), undefined]);
  const unknown = await failing(new Error('secret'));
  expect(unknown.frames[1]).toEqual(frame('internal_error'));
  expect(unknown.frames.join()).not.toContain('secret');
  expect(unknown.thrown).toMatchObject({ message: 'secret' });
});
