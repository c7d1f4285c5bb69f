import type { CancelSignal } from '@app/kernel';
import { setMaxListeners } from 'node:events';
import type { FSWatcher } from 'chokidar';
import { Pool } from 'undici';
import type { ProviderTimeouts, TlsFiles } from '../provider-settings.js';
import { connectorFor } from './connector.js';
import { ConnectionSlots } from './connection-slots.js';
import { readTlsMaterial, watchTlsFiles } from './tls-material.js';
import { UpstreamExchange, type UpstreamResponse } from './upstream-exchange.js';

export type { UpstreamResponse } from './upstream-exchange.js';

export interface UpstreamClientSettings {
  readonly id: string;
  /** http or https; its path comes before every request's path. */
  readonly url: string;
  readonly timeouts: ProviderTimeouts;
  readonly tls?: TlsFiles;
  readonly connections: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told when changed TLS files cannot be used; the last good ones stay in use. */
  readonly onTlsProblem?: (problem: Error) => void;
}

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  /** Starts with a slash. */
  readonly path: string;
  /** JSON text. */
  readonly body?: Buffer | string;
  readonly requestId?: string;
  readonly traceparent?: string;
  readonly signal: CancelSignal;
}

/**
 * UpstreamClient sends requests to one upstream over at most `connections` kept-alive connections.
 *
 * It has no time limits but the connect limit: the caller's signal ends a call, in whatever window it is. With
 * https the server's certificate is always verified.
 */
export class UpstreamClient {
  private readonly origin: string;
  private readonly prefix: string;
  private readonly getHeaders: readonly string[];
  private readonly postHeaders: readonly string[];
  private readonly slots: ConnectionSlots;
  private readonly watcher: FSWatcher | undefined;
  private readonly retired = new Set<Pool>();
  private readonly closing = new AbortController();
  private pool: Pool;

  constructor(private readonly settings: UpstreamClientSettings) {
    const url = new URL(settings.url);
    this.origin = url.origin;
    this.prefix = url.pathname.replace(/\/+$/, '');
    this.getHeaders = [
      ['accept', 'application/json, text/event-stream'],
      ...Object.entries(settings.headers ?? {}),
    ].flat();
    this.postHeaders = [...this.getHeaders, 'content-type', 'application/json'];
    this.slots = new ConnectionSlots(settings.connections);
    setMaxListeners(0, this.closing.signal);
    this.pool = this.openPool();
    if (settings.tls !== undefined) this.watcher = watchTlsFiles(settings.tls, () => this.renewPool());
  }

  /**
   * request resolves with the response's head as soon as it has arrived, whatever its status.
   *
   * Throws `upstream_unreachable`, `upstream_timeout` (connect limit), `upstream_incomplete`,
   * `upstream_malformed`, or the signal's reason (`client_closed_request` when that is no DomainError).
   */
  request(request: UpstreamRequest): Promise<UpstreamResponse> {
    const options = {
      path: this.prefix + request.path,
      method: request.method,
      headers: this.headersOf(request),
      body: request.body ?? null,
    };
    return new UpstreamExchange(this.settings.id, request.signal, this.slots, (exchange) => {
      this.pool.dispatch(options, exchange);
    }).response;
  }

  /** close ends every connection; calls in flight and waiting calls fail with `upstream_unreachable`. */
  async close(): Promise<void> {
    await this.watcher?.close();
    await Promise.all([this.pool, ...this.retired].map((pool) => pool.destroy()));
    this.closing.abort();
  }

  private headersOf({ method, requestId, traceparent }: UpstreamRequest): string[] {
    const headers = method === 'POST' ? [...this.postHeaders] : [...this.getHeaders];
    if (requestId !== undefined) headers.push('x-request-id', requestId);
    if (traceparent !== undefined) headers.push('traceparent', traceparent);
    return headers;
  }

  private openPool(): Pool {
    const { id, tls, timeouts, connections } = this.settings;
    const material = tls === undefined ? {} : readTlsMaterial(id, tls);
    return new Pool(this.origin, {
      connections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
      connect: connectorFor(material, timeouts.connect, this.closing.signal),
    });
  }

  /** renewPool puts calls from now on onto connections with the new material; the old ones end with their calls. */
  private renewPool(): void {
    const old = this.pool;
    try {
      this.pool = this.openPool();
    } catch (problem) {
      this.settings.onTlsProblem?.(problem as Error);
      return;
    }
    this.retired.add(old);
    void old.close().finally(() => this.retired.delete(old));
  }
}
