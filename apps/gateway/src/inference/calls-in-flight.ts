import type { ServerResponse } from 'node:http';
import { DomainError, Cancellation, type CancelSignal } from '@app/kernel';

/** CallsInFlight ends a call when its client leaves, and every call when the process has to stop. */
export class CallsInFlight {
  private readonly calls = new Set<Cancellation>();

  /**
   * enter returns a signal that aborts when the client goes away before it has its whole answer.
   * It must be called before the first await of a request: a client can leave in any window.
   */
  enter(response: ServerResponse): CancelSignal {
    const call = new Cancellation();
    this.calls.add(call);
    response.once('close', () => {
      this.calls.delete(call);
      if (!response.writableFinished) call.abort();
    });
    return call;
  }

  /** endAfter lets calls finish for so many milliseconds; those that still run then end with `shutting_down`. */
  endAfter(milliseconds: number): void {
    setTimeout(() => {
      const reason = new DomainError('shutting_down', 'the gateway is stopping; try again', {
        retryAfter: 5,
      });
      for (const call of this.calls) call.abort(reason);
    }, milliseconds).unref();
  }
}
