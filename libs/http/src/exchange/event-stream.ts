import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { DomainError } from '@app/kernel';
import type { Exchange } from './exchange.js';

/** ServerSentEvent is one event of a stream: `data` is written as JSON. */
export interface ServerSentEvent {
  readonly id?: string;
  /** The event's name; absent is `message`. */
  readonly event?: string;
  readonly data: unknown;
}

/** Proxies close a stream that is silent for a minute. */
const HEARTBEAT_MS = 15_000;

/**
 * sendEvents answers an exchange with server-sent events until `events` end or the reader leaves, no faster than the
 * reader takes them. `open` gets a signal that aborts when nobody reads any more; what it throws before the first
 * event is thrown here, before anything was sent. What cuts the stream off later, our own end as well, is told by a
 * last event `error` with a code and a message; it has no id, so that a reader goes on after the event before it.
 */
export async function sendEvents(
  exchange: Exchange,
  open: (signal: AbortSignal) => AsyncIterator<ServerSentEvent>,
): Promise<void> {
  const left = new AbortController();
  const leave = () => left.abort(exchange.signal.reason);
  if (exchange.signal.aborted) leave();
  exchange.signal.addEventListener('abort', leave);
  const events = open(left.signal);
  const first = await events.next();
  if (left.signal.reason instanceof DomainError) throw left.signal.reason;
  const { response } = exchange;
  response.writeHead(200, {
    'x-request-id': exchange.id,
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    await pump(first, events, response, left.signal);
    if (left.signal.reason instanceof DomainError) response.write(errorFrame(left.signal.reason));
  } catch (error) {
    response.write(errorFrame(left.signal.aborted ? left.signal.reason : error));
    if (!left.signal.aborted && !(error instanceof DomainError)) throw error;
  } finally {
    exchange.signal.removeEventListener('abort', leave);
    clearInterval(heartbeat);
    left.abort();
    response.end();
  }
}

async function pump(
  first: IteratorResult<ServerSentEvent>,
  events: AsyncIterator<ServerSentEvent>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  for (let next = first; !next.done && !signal.aborted; next = await events.next()) {
    if (!response.write(frameOf(next.value))) await writable(response, signal);
  }
}

/** To a reader who has left it goes nowhere. An unknown failure has no words of its own. */
function errorFrame(error: unknown): string {
  const { code, message } =
    error instanceof DomainError
      ? error
      : { code: 'internal_error', message: 'the stream broke off unexpectedly' };
  return frameOf({ event: 'error', data: { code, message } });
}

function frameOf({ id, event, data }: ServerSentEvent): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}

async function writable(response: ServerResponse, signal: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
