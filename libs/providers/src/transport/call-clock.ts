import { DomainError, Cancellation, type CancelSignal } from '@app/kernel';
import { providerError } from '../provider-error.js';
import type { ProviderTimeouts } from '../provider-settings.js';
import { type Dated, deadlinesOf } from './deadlines.js';

const ONCE = { once: true };

/**
 * CallClock holds the time limits of one upstream call and the client's own signal behind one signal.
 *
 * `signal` aborts with a DomainError: `upstream_timeout` when a limit is reached, the client's reason or
 * `client_closed_request` when the client leaves. Call stop() when the call has ended, however it ended.
 */
export class CallClock implements Dated {
  readonly dueAt: number;
  place = -1;
  private readonly cancellation = new Cancellation();
  /** First-token limit until the first token, idle limit after it. */
  private quiet: NodeJS.Timeout | undefined;
  /** performance.now() of the last bytes; Infinity while nobody waits for the upstream. */
  private heardAt = Infinity;

  constructor(
    private readonly upstream: string,
    private readonly timeouts: ProviderTimeouts,
    private readonly clientSignal: CancelSignal,
  ) {
    this.dueAt = performance.now() + timeouts.total;
    if (clientSignal.aborted) {
      this.leave();
    } else {
      clientSignal.addEventListener('abort', this.leave, ONCE);
      if (timeouts.total > 0) deadlinesOf(timeouts.total).add(this);
    }
  }

  get signal(): CancelSignal {
    return this.cancellation;
  }

  /** startFirstToken starts the limit on the time to the first token; for streams. */
  startFirstToken(): void {
    if (this.signal.aborted || this.timeouts.firstToken === 0) return;
    const { firstToken } = this.timeouts;
    this.quiet = setTimeout(() => this.timeOut(firstToken, 'first-token', 'sent no token'), firstToken);
  }

  /** firstToken ends the first-token limit; from now on the idle limit counts. */
  firstToken(): void {
    clearTimeout(this.quiet);
    this.quiet = undefined;
    this.heardAt = performance.now();
    if (!this.signal.aborted && this.timeouts.idle > 0) this.rearm(this.timeouts.idle);
  }

  /** progress starts the idle limit again: call it on bytes, and before each wait for more. */
  progress(): void {
    this.heardAt = performance.now();
  }

  /** hold stops the idle limit until the next progress(): the client is slow, not the upstream. */
  hold(): void {
    this.heardAt = Infinity;
  }

  /** stop frees timers and listeners; the signal will not abort any more. */
  stop(): void {
    if (this.timeouts.total > 0) deadlinesOf(this.timeouts.total).remove(this);
    if (this.quiet !== undefined) clearTimeout(this.quiet);
    this.clientSignal.removeEventListener('abort', this.leave);
  }

  /** expire is for the list of deadlines: the total limit is reached. */
  expire(): void {
    this.timeOut(this.timeouts.total, 'total', 'did not finish');
  }

  /** One timer serves the whole stream: when it fires early, it waits for what is left. */
  private rearm(milliseconds: number): void {
    this.quiet = setTimeout(() => {
      const left = this.heardAt + this.timeouts.idle - performance.now();
      if (left <= 0) this.timeOut(this.timeouts.idle, 'idle', 'sent nothing');
      else this.rearm(Math.min(Math.ceil(left), this.timeouts.idle));
    }, milliseconds);
  }

  private timeOut(milliseconds: number, name: string, failing: string): void {
    const message = `The upstream "${this.upstream}" ${failing} within ${milliseconds / 1000} s (${name} limit).`;
    this.abort(providerError('upstream_timeout', message, { upstream: this.upstream }));
  }

  /** leave cancels the call as when its client had left. */
  readonly leave = (): void => this.abort(abortReason(this.clientSignal));

  private abort(reason: DomainError): void {
    this.stop();
    this.cancellation.abort(reason);
  }
}

/** abortReason is why `signal` was aborted: its own DomainError, or else that the client left. */
export function abortReason(signal: CancelSignal): DomainError {
  const reason: unknown = signal.reason;
  return reason instanceof DomainError ? reason : clientClosedRequest();
}

/** clientClosedRequest is the reason of a call that its client left. */
function clientClosedRequest(): DomainError {
  return providerError('client_closed_request', 'The client closed the request.');
}
