import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from '@app/http';
import { Cancellation, DomainError, type JsonObject } from '@app/kernel';
import type { Session } from '../sessions/session.js';
import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { Upstreams } from '../upstreams/upstreams.js';
import { answeredHeaders, askedHeaders } from './passed-headers.js';
import type { RouteTable } from './route-table.js';

export interface PassedCall {
  readonly upstream: UpstreamName;
  /** The upstream's path as it was asked for, with its query. */
  readonly sent: string;
  readonly body?: JsonObject;
}

interface AskedCall {
  readonly upstream: UpstreamName;
  readonly sent: string;
  readonly bytes: Buffer | undefined;
  readonly signal: Cancellation;
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
    const signal = endOf(exchange, session);
    const bytes = body === undefined ? exchange.bodyBytes : Buffer.from(JSON.stringify(body));
    const answer = await this.ask(exchange, session, { upstream, sent, bytes, signal });
    if (answer.statusCode === 401) {
      answer.destroy();
      throw refusedKey(upstream);
    }
    const { response, id } = exchange;
    const headers = answeredHeaders(upstream, answer.headers);
    response.writeHead(answer.statusCode ?? 502, { 'x-request-id': id, ...headers });
    // Streams have no end that is near: their head goes out before the first of their bytes is there.
    response.flushHeaders();
    await pipeline(answer, response).catch((error: unknown) => {
      // Either side broke off, and the other has been cut as well: that is all there is to tell.
      if (!isBrokenOff(error)) throw error;
    });
  }

  private ask(
    { request, id }: Exchange,
    { identity }: Session,
    { upstream, sent, bytes, signal }: AskedCall,
  ): Promise<IncomingMessage> {
    const method = request.method ?? 'GET';
    const mark = sent.indexOf('?');
    const path = this.routes.pathFor(upstream, method, mark < 0 ? sent : sent.slice(0, mark));
    if (path === undefined) throw new DomainError('not_found', `${upstream} has no such route`);
    const query = mark < 0 ? '' : new URLSearchParams(sent.slice(mark + 1)).toString();
    const key = identity.credentials.keyFor(upstream, path);
    const headers = {
      ...askedHeaders(request.headers),
      ...(bytes !== undefined && { 'content-type': 'application/json' }),
      'x-request-id': id,
      'x-service-name': 'dashboard',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    };
    const asked = query === '' ? path : `${path}?${query}`;
    return this.upstreams.open(upstream, { method, path: asked, headers, body: bytes, signal });
  }
}

/** Aborts when the browser leaves, when this process stops, and when the session ends. */
function endOf({ signal, response }: Exchange, session: Session): Cancellation {
  const end = new Cancellation();
  const leave = () => end.abort(signal.reason);
  const signedOut = () => end.abort(new DomainError('session_required', 'the session has ended'));
  signal.addEventListener('abort', leave);
  session.signal.addEventListener('abort', signedOut);
  response.once('close', () => session.signal.removeEventListener('abort', signedOut));
  if (session.signal.aborted) signedOut();
  return end;
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
