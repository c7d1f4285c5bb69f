import type { DomainError } from '@app/kernel';
import { dockerError, type DockerErrorCode } from './docker-error.js';
import type { EngineRoute } from './engine-routes.js';
import { safeWords } from './safe-words.js';

export interface RefusedAnswer {
  readonly node: string;
  readonly route: EngineRoute;
  readonly status: number;
  /** Every answer of an engine names its API version; one without it comes from a proxy on the way. */
  readonly fromEngine: boolean;
  readonly words: string;
}

/** answerError turns an answer that is no success into the DomainError that says who refused and why. */
export function answerError(answer: RefusedAnswer): DomainError {
  return answer.fromEngine ? engineError(answer) : proxyError(answer);
}

/** A gateway error after a change was passed on does not tell whether the engine acted. */
function proxyError({ node, route, status }: RefusedAnswer): DomainError {
  const proxy = `The proxy of the node "${node}"`;
  if (status < 500) {
    return dockerError(node, 'node_proxy_refused', `${proxy} does not let this call through (${status}).`);
  }
  if (route.method !== 'GET') {
    const what = `answered ${status} to a change; what the engine did is unknown.`;
    return dockerError(node, 'node_outcome_unknown', `${proxy} ${what}`);
  }
  return dockerError(node, 'node_proxy_failed', `${proxy} does not reach the engine (${status}).`);
}

function engineError({ node, route, status, words }: RefusedAnswer): DomainError {
  const said = safeWords(wordsOf(words));
  const reason = said === '' ? '' : `: ${said}`;
  return dockerError(
    node,
    codeOf(route, status),
    `The engine of the node "${node}" answered ${status}${reason}`,
  );
}

function codeOf({ path }: EngineRoute, status: number): DockerErrorCode {
  if (status === 404) return path.startsWith('/images/') ? 'image_not_found' : 'container_not_found';
  if (status === 409) return 'container_conflict';
  return status >= 400 && status < 500 ? 'node_rejected' : 'node_failed';
}

/** The engine says `{"message": …}`, in old versions plain text. */
function wordsOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return body;
  }
}
