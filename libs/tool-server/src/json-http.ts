import { request as requestPlain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { DomainError } from '@app/kernel';

export interface JsonCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments behind the base URL; each is encoded on its own, so that none becomes two or another. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when there was none, or when an answer that is no success held something else than JSON. */
  readonly body: unknown;
}

export interface JsonHttpOptions {
  /** How errors call the other side. */
  readonly name: string;
  readonly url: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  readonly mostBytes: number;
  /** PEM of the authorities to trust in place of the system's. */
  readonly ca?: string | undefined;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * JsonHttp sends JSON to one service and reads JSON from it, a connection for each call. It follows no redirect and
 * tries nothing twice. Throws `upstream_unreachable`, `upstream_timeout` and `upstream_malformed`, with nothing in them
 * of what was sent or received, and the signal's reason once that is aborted.
 */
export class JsonHttp {
  constructor(private readonly options: JsonHttpOptions) {}

  async call(call: JsonCall): Promise<JsonAnswer> {
    const late = AbortSignal.timeout(this.options.timeoutMs);
    const signal = call.signal === undefined ? late : AbortSignal.any([late, call.signal]);
    try {
      signal.throwIfAborted();
      const answer = await this.send(call, signal);
      return await this.read(answer);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      call.signal?.throwIfAborted();
      throw this.failure(error, late.aborted);
    }
  }

  private send(call: JsonCall, signal: AbortSignal): Promise<IncomingMessage> {
    const { ca, headers } = this.options;
    const url = this.urlOf(call);
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    const request = url.protocol === 'https:' ? requestTls : requestPlain;
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method: call.method,
        agent: false,
        signal,
        ca,
        headers: { accept: 'application/json', ...headers, ...call.headers, ...bodyHeaders(call, body) },
      });
      sent.once('response', resolve);
      sent.once('error', reject);
      sent.end(body);
    });
  }

  private urlOf({ path, query = {} }: JsonCall): URL {
    const url = new URL([this.options.url, ...path.map(encodeURIComponent)].join('/'));
    url.search = new URLSearchParams(query).toString();
    return url;
  }

  private async read(answer: IncomingMessage): Promise<JsonAnswer> {
    const { statusCode: status = 0, headers } = answer;
    const text = await this.textOf(answer);
    try {
      return { status, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    } catch {
      if (status < 200 || status >= 300) return { status, headers, body: undefined };
      throw this.malformed('something that is not JSON');
    }
  }

  private async textOf(answer: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of answer as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > this.options.mostBytes) throw this.malformed(`more than ${this.options.mostBytes} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  private malformed(what: string): DomainError {
    const { name } = this.options;
    return new DomainError('upstream_malformed', `${name} answered with ${what}`, { upstream: name });
  }

  private failure(cause: unknown, late: boolean): DomainError {
    const { name, timeoutMs } = this.options;
    const details = { upstream: name, cause };
    if (late)
      return new DomainError('upstream_timeout', `${name} took more than ${timeoutMs / 1_000} s`, details);
    const { code } = cause as NodeJS.ErrnoException;
    const why = typeof code === 'string' ? ` (${code})` : '';
    return new DomainError('upstream_unreachable', `${name} cannot be reached${why}`, details);
  }
}

function bodyHeaders({ contentType = 'application/json' }: JsonCall, body: Buffer | undefined) {
  if (body === undefined) return {};
  return { 'content-type': contentType, 'content-length': String(body.length) };
}
