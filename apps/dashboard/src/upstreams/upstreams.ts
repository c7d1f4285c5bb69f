import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { DomainError, type CancelSignal } from '@app/kernel';
import type { UpstreamName } from './upstream-name.js';

export interface UpstreamCall {
  readonly method: string;
  /** With its query; every part of it encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  readonly signal: CancelSignal;
}

export type UpstreamUrls = Readonly<Record<UpstreamName, string>>;

const CONNECT_MS = 5_000;
const IDLE_SOCKETS = 16;

/** Upstreams opens calls to the apps behind the dashboard. */
export class Upstreams {
  private readonly plain = new Agent({ keepAlive: true, maxFreeSockets: IDLE_SOCKETS });
  private readonly tls = new TlsAgent({ keepAlive: true, maxFreeSockets: IDLE_SOCKETS });

  constructor(private readonly urls: UpstreamUrls) {}

  /**
   * open resolves with the answer once its head is there; the body is the caller's to read. The signal ends the call in
   * every phase, its body included. Throws `upstream_unavailable` with the upstream's name, or the signal's reason.
   */
  async open(upstream: UpstreamName, call: UpstreamCall): Promise<IncomingMessage> {
    call.signal.throwIfAborted();
    try {
      return await this.send(upstream, call);
    } catch (error) {
      call.signal.throwIfAborted();
      if (isStale(error) && call.method === 'GET') return this.send(upstream, call);
      throw unavailable(upstream, error);
    }
  }

  close(): void {
    this.plain.destroy();
    this.tls.destroy();
  }

  private send(upstream: UpstreamName, call: UpstreamCall): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = this.begin(upstream, call);
    const leave = () => request.destroy(new Error('cancelled'));
    call.signal.addEventListener('abort', leave);
    request.once('response', (response) => {
      response.once('close', () => call.signal.removeEventListener('abort', leave));
      resolve(response);
    });
    // Stays on: after the answer's head, a failure is told by the answer's own stream as well.
    request.on('error', (error) => {
      call.signal.removeEventListener('abort', leave);
      reject(request.reusedSocket ? Object.assign(error, { stale: true }) : error);
    });
    request.end(call.body);
    return promise;
  }

  private begin(upstream: UpstreamName, { method, path, headers, body }: UpstreamCall): ClientRequest {
    const base = new URL(this.urls[upstream]);
    const secure = base.protocol === 'https:';
    // What must not happen twice gets a connection that nobody can have closed meanwhile.
    const agent = method === 'GET' ? (secure ? this.tls : this.plain) : false;
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const request = (secure ? httpsRequest : httpRequest)({
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: base.port,
      method,
      path: `${base.pathname.replace(/\/$/, '')}${path}`,
      headers: { ...headers, ...length },
      agent,
    });
    return withinConnectTime(request);
  }
}

function withinConnectTime(request: ClientRequest): ClientRequest {
  return request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const late = setTimeout(() => request.destroy(new Error('connecting took too long')), CONNECT_MS);
    for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(late));
  });
}

/** The upstream closed a connection that was kept for later, before it saw the request. */
function isStale(error: unknown): boolean {
  const { code, stale } = error as { code?: string; stale?: boolean };
  return stale === true && (code === 'ECONNRESET' || code === 'EPIPE');
}

function unavailable(upstream: UpstreamName, cause: unknown): DomainError {
  const { code } = cause as { code?: unknown };
  const why = typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code) ? ` (${code})` : '';
  return new DomainError('upstream_unavailable', `${upstream} does not answer${why}`, {
    upstream,
    cause,
    retryAfter: 5,
  });
}
