import type { Exchange } from '@app/http';
import { DomainError } from '@app/kernel';
import { REQUEST_ID } from './web-request.js';

/** A reader that leaves so many bytes unread is cut off: what a server sends cannot be made to wait. */
export const MOST_UNREAD = 8 * 1024 * 1024;

/**
 * sendResponse writes what the SDK answers on the exchange's own response. It reads on while the client is slow, so
 * that the only queue is the response's own, and cuts the client off when that grows too long: a modern call ends with
 * that, a legacy client comes back for what it missed. When the process stops before an answer, it throws why.
 */
export async function sendResponse(exchange: Exchange, answer: Response): Promise<void> {
  const { response, signal } = exchange;
  if (signal.aborted) {
    await answer.body?.cancel();
    if (signal.reason instanceof DomainError) throw signal.reason;
    return;
  }
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), [REQUEST_ID]: exchange.id });
  if (answer.body) await pump(exchange, answer.body.getReader());
  response.end();
}

async function pump(exchange: Exchange, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const { response, signal } = exchange;
  signal.addEventListener('abort', () => void reader.cancel(), { once: true });
  response.flushHeaders();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (response.writableLength > MOST_UNREAD) cutOff(exchange);
    else response.write(next.value);
  }
}

function cutOff(exchange: Exchange): void {
  exchange.errorCode = 'reader_too_slow';
  exchange.response.destroy();
}
