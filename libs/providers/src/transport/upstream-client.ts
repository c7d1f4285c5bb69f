import type { CancelSignal } from '@app/kernel';
import { providerError } from '../provider-error.js';
import { ConnectionSlots } from './connection-slots.js';
import { RequestHead, type RequestLine } from './http1/request-head.js';
import { type PoolSettings, RenewedPool } from './renewed-pool.js';
import { UpstreamExchange, type UpstreamResponse } from './upstream-exchange.js';

export type { UpstreamResponse } from './upstream-exchange.js';

/** `url` is http or https; its path comes before every request's path. */
export interface UpstreamClientSettings extends PoolSettings {
  readonly connections: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface UpstreamRequest extends RequestLine {
  /** JSON text. */
  readonly body?: Buffer | string;
  readonly signal: CancelSignal;
}

/**
 * UpstreamClient sends requests to one upstream over at most `connections` kept-alive connections.
 *
 * It has no time limits but the connect limit: the caller's signal ends a call, in whatever window it is. With
 * https the server's certificate is always verified. A header in the settings that cannot be sent and TLS files that
 * cannot be used are a DomainError that names them.
 */
export class UpstreamClient {
  private readonly head: RequestHead;
  private readonly slots: ConnectionSlots;
  private readonly pool: RenewedPool;

  constructor(private readonly settings: UpstreamClientSettings) {
    this.head = headOf(settings);
    this.slots = new ConnectionSlots(settings.connections);
    this.pool = new RenewedPool(settings);
  }

  /**
   * request resolves with the response's head as soon as it has arrived, whatever its status.
   *
   * Throws `upstream_unreachable`, `upstream_timeout` (connect limit), `upstream_incomplete`,
   * `upstream_malformed`, or the signal's reason (`client_closed_request` when that is no DomainError). A path or
   * request id that cannot be sent is a TypeError, thrown at once.
   */
  request(request: UpstreamRequest): Promise<UpstreamResponse> {
    const body = bodyOf(request);
    const written = { head: this.head.with(request, body?.length), body };
    return new UpstreamExchange(this.settings.id, written, request.signal, this.slots, this.pool).response;
  }

  /** close ends every connection; calls in flight and waiting calls fail with `upstream_unreachable`. */
  close(): Promise<void> {
    return this.pool.close();
  }
}

function headOf({ id, url, headers }: UpstreamClientSettings): RequestHead {
  try {
    return new RequestHead(new URL(url), headers ?? {});
  } catch (cause) {
    const message = `Headers of the upstream "${id}": ${(cause as Error).message}.`;
    throw providerError('upstream_unreachable', message, { upstream: id, cause });
  }
}

const NOTHING = Buffer.alloc(0);

/** bodyOf is undefined for a GET without a body; a POST always has one, though it may be empty. */
function bodyOf({ method, body }: UpstreamRequest): Buffer | undefined {
  if (body === undefined) return method === 'POST' ? NOTHING : undefined;
  return typeof body === 'string' ? Buffer.from(body) : body;
}
