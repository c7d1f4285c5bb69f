import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FetchLike } from '@modelcontextprotocol/client';
import { AddressRefused, DomainError, type AddressGuard } from '@app/kernel';
import { QuotedNumbers } from '../numbers/quoted-numbers.js';
import { boundEvents, boundWhole } from './bounded-body.js';
import { CORRELATION_HEADER, correlationId } from './correlation.js';
import { authNeeded, messageTooLarge, serverUnreachable } from './link-failure.js';

const BODILESS: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);
/** Bodies of refusals are read for a JSON-RPC error and nothing else. */
const REFUSAL_BYTES = 65_536;
const MOST_SOCKETS = 64;

export interface GuardedFetchOptions {
  /** The server's id, for errors. */
  readonly server: string;
  readonly guard: AddressGuard;
  /** The registry's headers; what the protocol sets goes before them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of one message. */
  readonly limit: number;
  /** Called in the context of the request whose answer is too large. */
  readonly oversized: () => void;
}

/**
 * GuardedFetch is fetch for one remote server: it connects to the address that was checked, follows no redirect, bounds
 * what it reads, and knows what a refusal means. Close it when the link has ended.
 */
export class GuardedFetch {
  /** Restores what the messages hold: numbers that the SDK would round are quoted in the bodies that it reads. */
  readonly numbers = new QuotedNumbers();
  private readonly agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: MOST_SOCKETS }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: MOST_SOCKETS }),
  };
  /** Why the last request failed: event streams of the SDK keep no cause. */
  private failure: Error | undefined;

  constructor(private readonly options: GuardedFetchOptions) {}

  get lastFailure(): Error | undefined {
    return this.failure;
  }

  /** Rejects with a DomainError, or with the signal's reason. */
  readonly fetch: FetchLike = async (url, init) => {
    const whenTooLarge = AsyncLocalStorage.snapshot();
    try {
      const answer = await this.send(new URL(url), init ?? {});
      this.refuse(answer, init?.method ?? 'GET');
      return this.response(answer, () => whenTooLarge(() => this.tooLarge()));
    } catch (error) {
      if (init?.signal?.aborted === true) throw init.signal.reason;
      this.failure = this.explained(error);
      throw this.failure;
    }
  };

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private async send(url: URL, init: RequestInit): Promise<IncomingMessage> {
    const { guard } = this.options;
    guard.check(url.hostname);
    const secure = url.protocol === 'https:';
    const request = (secure ? httpsRequest : httpRequest)(url, {
      agent: this.agents[secure ? 'https:' : 'http:'],
      lookup: guard.lookup,
      method: init.method ?? 'GET',
      headers: this.headersOf(init),
      signal: init.signal ?? undefined,
    });
    const answered = Promise.withResolvers<IncomingMessage>();
    request.once('response', answered.resolve);
    request.on('error', answered.reject);
    request.end(typeof init.body === 'string' ? init.body : undefined);
    return answered.promise;
  }

  private headersOf(init: RequestInit): Record<string, string> {
    const headers = new Headers(this.options.headers);
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    headers.set('accept-encoding', 'identity');
    const id = correlationId();
    if (id !== undefined) headers.set(CORRELATION_HEADER, id);
    return Object.fromEntries(headers);
  }

  /** An event stream's refusal is left to the SDK, which reads the status; of a POST it would keep the words alone. */
  private refuse(answer: IncomingMessage, method: string): void {
    const { statusCode = 0, headers } = answer;
    if (method === 'GET' || ![401, 403, 429].includes(statusCode)) return;
    answer.destroy();
    const { server } = this.options;
    if (statusCode !== 429) throw authNeeded(server);
    const seconds = Number(headers['retry-after']);
    throw new DomainError('mcp_rate_limited', `The server "${server}" takes no more calls for now.`, {
      upstream: server,
      retryAfter: Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : 1,
    });
  }

  private response(answer: IncomingMessage, tooLarge: () => Error): Response {
    const { statusCode: status = 0, headers: raw } = answer;
    const headers = new Headers();
    for (const [name, value] of Object.entries(raw)) headers.set(name, String(value));
    if (!BODILESS.has(status)) return new Response(this.body(answer, tooLarge), { status, headers });
    answer.resume();
    return new Response(null, { status, headers });
  }

  private body(answer: IncomingMessage, tooLarge: () => Error): globalThis.ReadableStream<Uint8Array> {
    const { limit } = this.options;
    const stream = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
    const type = answer.headers['content-type'] ?? '';
    const isEvents = type.startsWith('text/event-stream');
    const refusal = (answer.statusCode ?? 0) >= 300;
    const bound = isEvents
      ? boundEvents(limit, tooLarge)
      : boundWhole(refusal ? REFUSAL_BYTES : limit, tooLarge);
    const bounded = stream.pipeThrough(bound);
    // Of a refusal nothing but words and codes is read.
    if (refusal || !(isEvents || type.startsWith('application/json'))) return bounded;
    return bounded.pipeThrough(isEvents ? this.numbers.events() : this.numbers.whole());
  }

  private tooLarge(): Error {
    this.options.oversized();
    return messageTooLarge(this.options.server);
  }

  private explained(error: unknown): Error {
    if (error instanceof DomainError) return error;
    const { server } = this.options;
    if (error instanceof AddressRefused)
      return serverUnreachable(server, 'its URL leads to no public address', error);
    const { code } = error as { code?: unknown };
    return serverUnreachable(server, typeof code === 'string' ? code : 'the connection failed', error);
  }
}
