import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from '@app/http';
import { DomainError, type CancelSignal, type JsonObject } from '@app/kernel';
import type { Session } from '../sessions/session.js';
import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { Upstreams } from '../upstreams/upstreams.js';
import { endOf } from './end-of-asking.js';
import { answeredHeaders, askedHeaders } from './passed-headers.js';
import { originSaid } from './request-origin.js';
import type { RouteTable } from './route-table.js';

export interface PassedCall {
  readonly upstream: UpstreamName;
  /** The upstream's path as it was asked for, with its query. */
  readonly sent: string;
  readonly body?: JsonObject;
}

export interface OpenedCall {
  readonly upstream: UpstreamName;
  readonly sent: string;
  readonly method: string;
  /** What the page says beside it; whose key it is, is not among that. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes?: Buffer | undefined;
  readonly requestId: string;
  readonly signal: CancelSignal;
}

/** PassThrough hands a page's request to an upstream, with the session's key, and the answer back as it comes. */
export class PassThrough {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly routes: RouteTable,
  ) {}

  /**
   * serve answers on the exchange's response; a `body` stands for the one that was sent. Throws
   * `not_found` for what no document names, `upstream_unavailable`, and `upstream_refused_credentials`.
   */
  async serve(exchange: Exchange, session: Session, { upstream, sent, body }: PassedCall): Promise<void> {
    const { request, response, id: requestId } = exchange;
    const bytes = body === undefined ? exchange.bodyBytes : Buffer.from(JSON.stringify(body));
    const answer = await this.open(session, {
      upstream,
      sent,
      method: request.method ?? 'GET',
      headers: {
        ...askedHeaders(request.headers),
        ...(bytes !== undefined && { 'content-type': 'application/json' }),
      },
      bytes,
      requestId,
      signal: endOf(exchange, session),
    });
    const headers = answeredHeaders(upstream, answer.headers);
    response.writeHead(answer.statusCode ?? 502, { 'x-request-id': requestId, ...headers });
    // Streams have no end that is near: their head goes out before the first of their bytes is there.
    response.flushHeaders();
    await pipeline(answer, response).catch((error: unknown) => {
      // Either side broke off, and the other has been cut as well: that is all there is to tell.
      if (!isBrokenOff(error)) throw error;
    });
  }

  /** open is the one way upstream: through the table of routes, with the session's key. Throws as `serve` does. */
  async open({ identity }: Session, call: OpenedCall): Promise<IncomingMessage> {
    const { upstream, sent, method, bytes: body, requestId, signal } = call;
    const mark = sent.indexOf('?');
    const path = this.routes.pathFor(upstream, method, mark < 0 ? sent : sent.slice(0, mark));
    if (path === undefined) throw new DomainError('not_found', `${upstream} has no such route`);
    const query = mark < 0 ? '' : new URLSearchParams(sent.slice(mark + 1)).toString();
    const key = identity.credentials.keyFor(upstream, path);
    const headers = {
      ...call.headers,
      'x-request-id': requestId,
      'x-service-name': 'dashboard',
      ...originSaid(upstream, path),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
    const asked = query === '' ? path : `${path}?${query}`;
    const answer = await this.upstreams.open(upstream, { method, path: asked, headers, body, signal });
    if (answer.statusCode !== 401) return answer;
    answer.destroy();
    throw refusedKey(upstream);
  }
}

function refusedKey(upstream: UpstreamName): DomainError {
  const message = `${upstream} does not know the key that this session acts with`;
  return new DomainError('upstream_refused_credentials', message, { upstream });
}

function isBrokenOff(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return (
    code === 'ERR_STREAM_PREMATURE_CLOSE' ||
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    message === 'cancelled'
  );
}
