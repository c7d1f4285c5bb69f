import type { Exchange } from '@app/http';

/** The header under which a request's id reaches the handlers of its messages. */
export const REQUEST_ID = 'x-request-id';

/**
 * webRequest is an exchange in the form that the SDK takes: the head alone, as the body was read already, and a signal
 * that aborts when the client is gone.
 */
export function webRequest(exchange: Exchange): Request {
  const { request, signal } = exchange;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const part of [value ?? []].flat()) headers.append(name, part);
  }
  headers.set(REQUEST_ID, exchange.id);
  const left = new AbortController();
  const leave = () => left.abort(signal.reason);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  // Only the path counts, and that has been matched: a Host header must not be able to spoil the URL.
  return new Request('http://router/mcp', { method: request.method ?? 'GET', headers, signal: left.signal });
}
