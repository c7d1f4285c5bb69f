import { DomainError, isJsonObject, type CancelSignal, type JsonValue } from '@app/kernel';
import type { Credentials } from './credentials.js';
import type { UpstreamName } from './upstream-name.js';
import type { Upstreams } from './upstreams.js';
import { wholeText } from './whole-text.js';

export interface Question {
  readonly upstream: UpstreamName;
  readonly path: string;
  readonly method?: string;
  readonly body?: JsonValue;
  readonly credentials: Credentials;
  readonly requestId: string;
  readonly signal: CancelSignal;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly text: string;
}

const LARGEST_ANSWER = 16 * 1024 * 1024;

/** UpstreamReader asks upstreams for whole answers, in the name of a session. */
export class UpstreamReader {
  constructor(private readonly upstreams: Upstreams) {}

  /** json returns the answer of a call that succeeded; throws an UpstreamRefusal when it did not. */
  async json(question: Question): Promise<JsonValue> {
    const { status, text } = await this.text(question);
    if (status >= 200 && status < 300) return parsed(question.upstream, text);
    throw new UpstreamRefusal(question.upstream, status, text);
  }

  /** text returns any answer, whatever its status. */
  async text({ upstream, path, method = 'GET', body, ...by }: Question): Promise<UpstreamAnswer> {
    const key = by.credentials.keyFor(upstream, path);
    const headers = {
      accept: 'application/json',
      'x-request-id': by.requestId,
      'x-service-name': 'dashboard',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const { signal } = by;
    const response = await this.upstreams.open(upstream, { method, path, headers, body: bytes, signal });
    const tooLarge = () => malformed(upstream, 'its answer is too large');
    const reading = { upstream, signal, largest: LARGEST_ANSWER, tooLarge };
    return { status: response.statusCode ?? 502, text: await wholeText(response, reading) };
  }
}

function parsed(upstream: UpstreamName, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw malformed(upstream, 'its answer is not JSON');
  }
}

function malformed(upstream: UpstreamName, what: string): DomainError {
  return new DomainError('upstream_malformed', `${upstream} cannot be understood: ${what}`, { upstream });
}

/** UpstreamRefusal is an answer that is no success, with the upstream's own code where it told one. */
export class UpstreamRefusal extends DomainError {
  readonly status: number;
  readonly upstreamCode: string | undefined;

  constructor(upstream: UpstreamName, status: number, text: string) {
    const { detail, code } = saidIn(text);
    super(codeOf(status), `${upstream}: ${detail ?? `it answered ${status}`}`, { upstream });
    this.status = status;
    this.upstreamCode = code;
  }
}

/** What the caller is to mend stays so; all else is a failure behind us. */
const CODES: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'upstream_refused_credentials',
  403: 'forbidden',
  404: 'not_found',
};

function codeOf(status: number): string {
  return CODES[status] ?? 'upstream_failed';
}

function saidIn(text: string): { detail?: string; code?: string } {
  try {
    const body = JSON.parse(text) as JsonValue;
    if (!isJsonObject(body)) return {};
    const error = isJsonObject(body['error']) ? body['error'] : body;
    return { ...words('detail', error['detail'] ?? error['message']), ...words('code', error['code']) };
  } catch {
    return {};
  }
}

function words(name: 'detail' | 'code', value: JsonValue | undefined): { detail?: string; code?: string } {
  return typeof value === 'string' && value !== '' ? { [name]: value.slice(0, 500) } : {};
}
