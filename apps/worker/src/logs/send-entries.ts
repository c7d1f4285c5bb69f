import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Exchange } from '@app/http';
import { DomainError } from '@app/kernel';
import { errorEntry, type LogEntry } from './log-entry.js';

/**
 * sendEntries answers an exchange with one JSON object a line until `open`'s entries end or the reader leaves, no
 * faster than the reader takes them. What is thrown before the first entry is thrown here, before anything was sent;
 * what is thrown later becomes the last line. `open`'s signal aborts in the moment when nobody reads any more.
 */
export async function sendEntries(
  exchange: Exchange,
  open: (signal: AbortSignal) => AsyncGenerator<LogEntry>,
): Promise<void> {
  const left = new AbortController();
  const leave = () => left.abort(exchange.signal.reason);
  exchange.signal.addEventListener('abort', leave, { once: true });
  if (exchange.signal.aborted) leave();
  const entries = open(left.signal);
  try {
    const first = await entries.next();
    left.signal.throwIfAborted();
    exchange.response.writeHead(200, {
      'x-request-id': exchange.id,
      'content-type': 'application/x-ndjson; charset=utf-8',
    });
    await pump(first, entries, exchange.response, left.signal);
  } catch (error) {
    if (!left.signal.aborted) throw error;
    // Whoever has left needs no answer; our own end is told.
    if (left.signal.reason instanceof DomainError) throw left.signal.reason;
  } finally {
    exchange.signal.removeEventListener('abort', leave);
    left.abort();
  }
}

async function pump(
  first: IteratorResult<LogEntry>,
  entries: AsyncGenerator<LogEntry>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let next = first; !next.done; next = await entries.next()) {
      signal.throwIfAborted();
      if (!response.write(lineOf(next.value))) await once(response, 'drain', { signal });
    }
    signal.throwIfAborted();
  } catch (error) {
    const reason = signal.aborted ? signal.reason : error;
    response.end(lineOf(errorEntry(known(reason))));
    if (!signal.aborted && !(error instanceof DomainError)) throw error;
    return;
  }
  response.end();
}

/** To a reader who has left it goes nowhere; to one who is cut off by our own end it says why. */
function known(reason: unknown): DomainError {
  return reason instanceof DomainError
    ? reason
    : new DomainError('internal_error', 'reading the log failed unexpectedly');
}

function lineOf(entry: LogEntry): string {
  return `${JSON.stringify(entry)}\n`;
}
