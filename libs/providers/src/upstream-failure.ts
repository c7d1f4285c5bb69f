import type { DomainError } from '@app/kernel';
import { providerError, type ProviderErrorCode } from './provider-error.js';

/** UpstreamAnswer is an error as an upstream reported it, whatever the shape it came in. */
export interface UpstreamAnswer {
  readonly status: number;
  /** The upstream's own words; empty when it had none. */
  readonly message: string;
  readonly param?: string;
  /** Its machine code or type, when that is text. */
  readonly code?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

const LONGEST_MESSAGE = 2000;

/** No upstream but OpenAI's has a dependable code for "too long", so the wording of each decides. */
const OVERFLOW = new RegExp(
  [
    'maximum context length',
    "model's context length is only",
    'exceeds? the (?:available )?context (?:size|window|length)',
    "(?:longer|greater) than the (?:model's )?context length",
    'prompt is too long',
    'context_length_exceeded',
    'exceed_context_size_error',
    'tokens \\+ `max_new_tokens` must be',
  ].join('|'),
  'i',
);

const CODES: Readonly<Record<number, ProviderErrorCode>> = {
  401: 'upstream_refused_credentials',
  403: 'upstream_refused_credentials',
  404: 'model_not_found',
  408: 'upstream_timeout',
  424: 'upstream_failed',
  429: 'upstream_rate_limited',
  503: 'upstream_overloaded',
  504: 'upstream_timeout',
  529: 'upstream_overloaded',
};

/**
 * upstreamFailure turns an upstream's error into the DomainError for the client.
 *
 * What the client can mend keeps the upstream's words, at most 2,000 characters; refused credentials never do,
 * for those words may hold the key. Everything else names the upstream first.
 */
export function upstreamFailure(provider: string, answer: UpstreamAnswer): DomainError {
  const code = codeFor(answer);
  return providerError(code, messageFor(provider, code, answer), {
    upstream: provider,
    param: answer.param,
    retryAfter: answer.retryAfter,
  });
}

/** retryAfterSeconds reads a Retry-After header, seconds or an HTTP date, as whole seconds from now. */
export function retryAfterSeconds(header: string | string[] | undefined): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (text === undefined || text === '') return undefined;
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

function codeFor({ status, message, code }: UpstreamAnswer): ProviderErrorCode {
  const known = CODES[status];
  if (known === 'upstream_refused_credentials') return known;
  if (OVERFLOW.test(message) || (code !== undefined && OVERFLOW.test(code))) return 'context_length_exceeded';
  if (known !== undefined) return known;
  return status >= 400 && status < 500 ? 'upstream_rejected' : 'upstream_failed';
}

function messageFor(provider: string, code: ProviderErrorCode, { status, message }: UpstreamAnswer): string {
  const upstream = `The upstream "${provider}"`;
  if (code === 'upstream_refused_credentials')
    return `${upstream} refused the gateway's credentials (${status}).`;
  const words = message.slice(0, LONGEST_MESSAGE);
  if (words === '') return `${upstream} answered with status ${status}.`;
  const mendable = code === 'upstream_rejected' || code === 'context_length_exceeded';
  return mendable ? words : `${upstream} answered with status ${status}: ${words}`;
}
