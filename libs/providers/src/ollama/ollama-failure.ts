import { isJsonObject, type DomainError, type JsonValue } from '@app/kernel';
import { providerError } from '../provider-error.js';
import { upstreamFailure } from '../upstream-failure.js';

const LONGEST_MESSAGE = 2000;

export interface FailedAnswer {
  /** Absent for an error within a stream, whose status was 200 long ago. */
  readonly status?: number;
  /** The body, or the line of the stream, as it came. */
  readonly body: string;
  /** Seconds, when the answer had a Retry-After. */
  readonly retryAfter?: number;
}

interface Reading {
  readonly status: number;
  readonly param?: string;
}

/**
 * What Ollama's texts mean where its status does not say it: wrong option types and formats are 500 there, and
 * within a stream there is no status at all.
 */
const TEXTS: readonly (readonly [text: RegExp, reading: (found: RegExpExecArray) => Reading])[] = [
  [/does not support tools$/, () => ({ status: 400, param: 'tools' })],
  [/does not support thinking$/, () => ({ status: 400, param: 'think' })],
  [/does not support \w+$/, () => ({ status: 400, param: 'model' })],
  [/^option "(\w+)" must be of type/, ([, name]) => ({ status: 400, param: `options.${name}` })],
  [/^invalid format:/, () => ({ status: 400, param: 'response_format' })],
  [/^top_logprobs must be/, () => ({ status: 400, param: 'top_logprobs' })],
  [/^model ['"].*['"] not found/, () => ({ status: 404, param: 'model' })],
  [/^pull model manifest: file does not exist$/, () => ({ status: 404, param: 'model' })],
  [/^server busy, please try again/, () => ({ status: 503 })],
  [/^timed out waiting for llama-server to start/, () => ({ status: 504 })],
  [/^request canceled/, () => ({ status: 500 })],
];

/** ollamaFailure is the DomainError for an answer of Ollama that failed, in its status or within a stream. */
export function ollamaFailure(provider: string, answer: FailedAnswer): DomainError {
  const { status, retryAfter } = answer;
  const message = failureText(openJson(answer.body)) ?? '';
  if (message === '' && status === 404) return notOllama(provider);
  const known = meaning(message);
  const failure = upstreamFailure(provider, {
    ...(known ?? { status: status ?? 500 }),
    message,
    ...(retryAfter !== undefined && { retryAfter }),
  });
  const unread = status === undefined && known === undefined && failure.code === 'upstream_failed';
  return unread ? failedMidway(provider, message) : failure;
}

/**
 * failureText is the text of an `error` member; undefined when there is none. The engine inside Ollama reports
 * in JSON of its own, which arrives as text in that text: it is opened until plain words are left.
 */
export function failureText(answer: unknown): string | undefined {
  if (!isJsonObject(answer)) return undefined;
  const error = answer['error'] ?? undefined;
  if (isJsonObject(error))
    return typeof error['message'] === 'string' ? plain(error['message']) : 'unknown error';
  return typeof error === 'string' && error !== '' ? plain(error) : undefined;
}

function plain(text: string): string {
  const start = text.indexOf('{');
  const inner = start < 0 ? undefined : openJson(text.slice(start));
  return failureText(inner) ?? text.replaceAll(/\s+/g, ' ').trim();
}

function meaning(message: string): Reading | undefined {
  for (const [text, read] of TEXTS) {
    const found = text.exec(message);
    if (found) return read(found);
  }
  return undefined;
}

function failedMidway(provider: string, message: string): DomainError {
  const words = message.slice(0, LONGEST_MESSAGE);
  const text = `The upstream "${provider}" failed while it was answering: ${words}`;
  return providerError('upstream_failed', text, { upstream: provider });
}

function notOllama(provider: string): DomainError {
  const message = `The upstream "${provider}" does not know Ollama's API (404): check its URL and its version.`;
  return providerError('upstream_failed', message, { upstream: provider });
}

function openJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // plain text, to be taken as such
  }
}
