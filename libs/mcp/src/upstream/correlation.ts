import { AsyncLocalStorage } from 'node:async_hooks';

/** The header by which a call can be found again in the logs of a server. */
export const CORRELATION_HEADER = 'x-request-id';

const current = new AsyncLocalStorage<string>();

/** correlated does `work`, and what comes of it, under the id of a client's request. */
export function correlated<T>(requestId: string | undefined, work: () => T): T {
  return requestId === undefined ? work() : current.run(requestId, work);
}

/** correlationId is the id under which this is done, if there is one. */
export function correlationId(): string | undefined {
  return current.getStore();
}
