import type { ServerResponse } from 'node:http';

/**
 * abortOnDeparture returns a controller that aborts when the client goes away before it has its whole answer.
 * It must be called before the first await of a request: a client can leave in any window.
 */
export function abortOnDeparture(response: ServerResponse): AbortController {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller;
}
