import { DomainError, type CancelSignal } from '@app/kernel';

/** What may end a run from outside of its loop. */
export type RunStop = 'timeout' | 'max_tokens' | 'cancelled';

/**
 * RunClock ends a run: when its time is over, when a caller leaves or cancels, or when the loop says that its tokens are
 * used up. The first of them holds. Call close() when the run has ended.
 */
export class RunClock {
  stopped: RunStop | undefined;
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly leave = () => this.stop('cancelled');

  constructor(
    timeoutMs: number,
    private readonly callers: readonly CancelSignal[],
  ) {
    this.timer = setTimeout(() => this.stop('timeout'), timeoutMs);
    for (const signal of callers) {
      if (signal.aborted) this.leave();
      else signal.addEventListener('abort', this.leave, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  stop(why: RunStop): void {
    if (this.stopped !== undefined) return;
    this.stopped = why;
    this.controller.abort(new DomainError('run_cancelled', 'the run has ended'));
  }

  close(): void {
    clearTimeout(this.timer);
    for (const signal of this.callers) signal.removeEventListener('abort', this.leave);
  }
}
