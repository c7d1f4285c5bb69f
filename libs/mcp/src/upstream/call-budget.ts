import { Cancellation, type CancelSignal } from '@app/kernel';
import { callCancelled, callTimedOut } from './link-failure.js';
import type { Call } from './link.js';

/**
 * CallBudget holds the limits of one call, over all its rounds: how long the server may be silent, how long the call may
 * take, and the client's wish. `signal` aborts with the DomainError that the call ends with. Call stop() at its end.
 */
export class CallBudget {
  private readonly aborter = new Cancellation();
  private readonly total: NodeJS.Timeout;
  private idle: NodeJS.Timeout | undefined;
  private asking = 0;
  private stopped = false;

  constructor(
    private readonly server: string,
    private readonly call: Call,
  ) {
    const { totalMs, signal } = call;
    this.total = setTimeout(() => this.end(callTimedOut(server, 'did not finish', totalMs)), totalMs);
    this.startIdle();
    if (signal.aborted) this.leave();
    else signal.addEventListener('abort', this.leave, { once: true });
  }

  get signal(): CancelSignal {
    return this.aborter;
  }

  /** Somebody else is being asked, so that the server waits. */
  get isAsking(): boolean {
    return this.asking > 0;
  }

  /** heard starts the idle limit anew. */
  heard(): void {
    this.idle?.refresh();
  }

  /** While somebody else is asked it is not the server that is silent. */
  async whileAsking<T>(answer: () => Promise<T>): Promise<T> {
    this.asking += 1;
    clearTimeout(this.idle);
    this.idle = undefined;
    try {
      return await this.unlessOver(answer());
    } finally {
      this.asking -= 1;
      if (this.asking === 0 && !this.signal.aborted) this.startIdle();
    }
  }

  stop(): void {
    clearTimeout(this.total);
    clearTimeout(this.idle);
    this.idle = undefined;
    this.stopped = true;
    this.call.signal.removeEventListener('abort', this.leave);
  }

  private readonly leave = (): void => this.end(callCancelled(this.server));

  private startIdle(): void {
    if (this.stopped) return;
    const { idleMs } = this.call;
    this.idle = setTimeout(() => this.end(callTimedOut(this.server, 'said nothing', idleMs)), idleMs);
  }

  private end(reason: Error): void {
    this.stop();
    this.aborter.abort(reason);
  }

  private async unlessOver<T>(answer: Promise<T>): Promise<T> {
    const over = Promise.withResolvers<never>();
    const leave = (): void => over.reject(this.signal.reason);
    if (this.signal.aborted) leave();
    else this.signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([answer, over.promise]);
    } finally {
      this.signal.removeEventListener('abort', leave);
    }
  }
}
