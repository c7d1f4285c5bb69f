import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
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
 * event is thrown here, before anything was sent.
 */
export async function sendEvents(
  exchange: Exchange,
  open: (signal: AbortSignal) => AsyncIterator<ServerSentEvent>,
): Promise<void> {
  const left = new AbortController();
  if (exchange.signal.aborted) left.abort();
  exchange.signal.addEventListener('abort', () => left.abort());
  const events = open(left.signal);
  const first = await events.next();
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
  } finally {
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

function frameOf({ id, event, data }: ServerSentEvent): string {
  const head = `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}`;
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}

async function writable(response: ServerResponse, signal: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
