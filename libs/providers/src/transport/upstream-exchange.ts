import type { CancelSignal, DomainError } from '@app/kernel';
import type { Dispatcher } from 'undici';
import { abortReason } from './call-clock.js';
import type { ConnectionSlots } from './connection-slots.js';
import { type Phase, transportError } from './transport-error.js';
import { UpstreamBody } from './upstream-body.js';

export interface UpstreamResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: UpstreamBody;
}

/**
 * UpstreamExchange is one request and its response: it waits for a slot, calls `dispatch` when it has one and
 * gives it back when the connection is free or gone. undici calls it as things happen.
 *
 * An abort of `signal` rejects `response`, or fails its body, at once; the request is then never written, or
 * its connection is closed.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler {
  readonly response: Promise<UpstreamResponse>;
  private settle!: { resolve(response: UpstreamResponse): void; reject(reason: DomainError): void };
  private controller: Dispatcher.DispatchController | undefined;
  private body: UpstreamBody | undefined;
  private cancelled: DomainError | undefined;

  constructor(
    private readonly upstream: string,
    private readonly signal: CancelSignal,
    private readonly slots: ConnectionSlots,
    private readonly dispatch: (handler: UpstreamExchange) => void,
  ) {
    this.response = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    if (signal.aborted) {
      this.cancel();
    } else {
      signal.addEventListener('abort', this.cancel, { once: true });
      slots.take(this.start);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.cancelled !== undefined) controller.abort(this.cancelled);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: UpstreamResponse['headers'],
  ): void {
    if (status < 200) return;
    this.body = new UpstreamBody(controller);
    this.settle.resolve({ status, headers, body: this.body });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.body?.push(chunk);
  }

  onResponseEnd(): void {
    this.body?.end();
    this.finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const failure = transportError(this.upstream, this.phase(), error);
    this.settle.reject(failure);
    this.body?.fail(failure);
    this.finish();
  }

  private readonly start = (): void => this.dispatch(this);

  private readonly cancel = (): void => {
    this.slots.forget(this.start);
    this.cancelled = abortReason(this.signal);
    this.settle.reject(this.cancelled);
    this.body?.cancel(this.cancelled);
    this.controller?.abort(this.cancelled);
  };

  private phase(): Phase {
    if (this.body !== undefined) return 'body';
    return this.controller === undefined ? 'connect' : 'answer';
  }

  private finish(): void {
    this.signal.removeEventListener('abort', this.cancel);
    this.slots.give();
  }
}
