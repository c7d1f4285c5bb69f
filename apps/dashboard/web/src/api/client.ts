import { client } from './generated/client.gen.js';
import { problemOf } from './problem.js';
import { sessionFetch } from './session-fetch.js';

/** connectClient makes the generated client send with our session, and throw a Problem for every refusal. */
export function connectClient(): void {
  client.setConfig({ fetch: sessionFetch, throwOnError: true });
  client.interceptors.error.use((error, response) => {
    // What fetch threw, or the reading of an answer that broke off, tells more than a status.
    return response === undefined || error instanceof Error
      ? error
      : problemOf(response.status, asJson(error));
  });
}

function asJson(error: unknown): unknown {
  if (typeof error !== 'string') return error;
  try {
    return JSON.parse(error);
  } catch {
    return undefined;
  }
}
