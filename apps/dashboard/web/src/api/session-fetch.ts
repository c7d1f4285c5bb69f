import { GatheredReads, isRead } from './gathered-reads.js';
import { problemOf } from './problem.js';

interface Hooks {
  /** The token that every request but a GET carries; undefined while nobody is signed in. */
  csrf(): string | undefined;
  /** Called when an answer says that the session is over. */
  signedOut(): void;
}

const reads = new GatheredReads();
let hooks: Hooks = { csrf: () => undefined, signedOut: () => undefined };

/** connectSession tells the requests of this page about its session. */
export function connectSession(given: Hooks): void {
  hooks = given;
}

/**
 * sessionFetch is fetch with the session's proof against forged requests; it notices the session's end. Reads that begin
 * together go as one request.
 */
export async function sessionFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const token = hooks.csrf();
  if (request.method !== 'GET' && token !== undefined) request.headers.set('X-CSRF-Token', token);
  const answer = await (isRead(request) ? reads.fetch(request) : fetch(request));
  if (answer.status === 401 && !request.url.endsWith('/session')) hooks.signedOut();
  return answer;
}

/** refusalOf reads the body of an answer that is no success. */
export async function refusalOf(answer: Response) {
  const text = await answer.text();
  return problemOf(answer.status, parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
