import { request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { EngineAway } from '../refusal.js';
import type { Passage } from '../routes/passage.js';

/** What of an engine's answer is for the caller; how it is framed is between neighbours. */
const PASSED = ['api-version', 'content-type', 'content-length', 'docker-experimental', 'ostype', 'server'];

/**
 * forward sends a passage to the engine and its answer to the caller as it comes, no faster than the caller reads. It
 * resolves with the status once all is sent. The signal ends the call to the engine too. Throws EngineAway when the
 * engine gave no answer at all; an answer that breaks off breaks off for the caller as well.
 */
export async function forward(
  socketPath: string,
  method: string,
  passage: Passage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<number> {
  const answer = await ask(socketPath, method, passage, signal);
  const status = answer.statusCode ?? 502;
  response.writeHead(status, passed(answer.headers));
  response.flushHeaders();
  await pipeline(answer, response, { signal });
  return status;
}

function ask(
  socketPath: string,
  method: string,
  { path, body }: Passage,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = {
    host: 'docker',
    ...(bytes && { 'content-type': 'application/json' }),
    ...(method === 'POST' && { 'content-length': bytes?.length ?? 0 }),
  };
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method, path, headers, agent: false, signal }, resolve);
    call.once('error', (cause) => reject(new EngineAway('it gave no answer', cause)));
    call.end(bytes);
  });
}

function passed(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    PASSED.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
