import type { CancelSignal, DomainError } from '@app/kernel';
import { abortReason } from './call-clock.js';
import type { ConnectionSlots } from './connection-slots.js';
import type { Connection, HttpRequest, ResponseListener } from './http1/connection.js';
import type { ResponseHead } from './http1/response/response-head.js';
import type { RenewedPool } from './renewed-pool.js';
import { type Phase, transportError } from './transport-error.js';
import { type Flow, UpstreamBody } from './upstream-body.js';
import type { UpstreamHeaders } from './upstream-headers.js';

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly body: UpstreamBody;
}

const ONCE = { once: true };

/**
 * UpstreamExchange is one request and its response: it waits for a slot, sends the request when it has one and
 * gives it back when the connection is free or gone.
 *
 * An abort of `signal` rejects `response`, or fails its body, at once; the request is then never written, or
 * its connection is closed.
 */
export class UpstreamExchange implements ResponseListener, Flow {
  readonly response: Promise<UpstreamResponse>;
  private resolve!: (response: UpstreamResponse) => void;
  private reject!: (reason: DomainError) => void;
  private connection: Connection | undefined;
  private body: UpstreamBody | undefined;

  constructor(
    private readonly upstream: string,
    private readonly request: HttpRequest,
    private readonly signal: CancelSignal,
    private readonly slots: ConnectionSlots,
    private readonly pool: RenewedPool,
  ) {
    this.response = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (signal.aborted) {
      this.reject(abortReason(signal));
    } else {
      signal.addEventListener('abort', this.cancel, ONCE);
      slots.take(this.start);
    }
  }

  get waits(): boolean {
    return this.body?.waits === true;
  }

  onHead({ status, headers }: ResponseHead): void {
    this.body = new UpstreamBody(this);
    this.resolve({ status, headers, body: this.body });
  }

  onData(bytes: Buffer): void {
    this.body?.push(bytes);
  }

  onEnd(): void {
    this.body?.end();
    this.finish();
  }

  onFailure(error: Error): void {
    const failure = transportError(this.upstream, this.phase(), error);
    this.reject(failure);
    this.body?.fail(failure);
    this.finish();
  }

  pause(): void {
    this.connection?.pause();
  }

  resume(): void {
    this.connection?.resume();
  }

  /** abort closes the connection: nobody wants the rest of the body. */
  abort(): void {
    if (this.connection === undefined) return;
    this.connection.abort();
    this.finish();
  }

  private readonly start = (): void => {
    this.connection = this.pool.send(this.request, this);
  };

  private readonly cancel = (): void => {
    const reason = abortReason(this.signal);
    this.slots.forget(this.start);
    this.reject(reason);
    this.body?.cancel(reason);
    this.abort();
  };

  private phase(): Phase {
    if (this.body !== undefined) return 'body';
    return this.connection?.established === true ? 'answer' : 'connect';
  }

  private finish(): void {
    this.connection = undefined;
    this.signal.removeEventListener('abort', this.cancel);
    this.slots.give();
  }
}
