import type { CancelSignal } from '@app/kernel';
import { endsRun } from '../loop/run-types.js';
import type { NumberedEvent } from './run-record.js';

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Waiting {
  readonly numbered: NumberedEvent;
  readonly taken: () => void;
}

/** A reader that takes nothing for so long would keep its run, and what that holds, for as long as it likes. */
const PATIENCE_MS = 60_000;

/**
 * RunOutlet hands a run's events to one reader, and the run waits until each was taken. Once the reader has left, or has
 * taken nothing for a minute, events go nowhere and nobody waits. Nobody waits for the last event either.
 */
export class RunOutlet implements AsyncIterator<NumberedEvent, undefined> {
  private readonly waiting: Waiting[] = [];
  private readonly left = new AbortController();
  private over = false;
  private come: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    reader: CancelSignal,
    private readonly patienceMs: number = PATIENCE_MS,
  ) {
    if (reader.aborted) this.leave();
    else reader.addEventListener('abort', () => this.leave(), { once: true });
  }

  /** signal aborts when nobody reads any more. */
  get signal(): AbortSignal {
    return this.left.signal;
  }

  tell(numbered: NumberedEvent): Promise<void> {
    if (this.signal.aborted) return Promise.resolve();
    return new Promise((taken) => {
      this.waiting.push({ numbered, taken });
      this.timer ??= setTimeout(() => this.leave(), this.patienceMs);
      this.come?.();
      if (endsRun(numbered.event)) taken();
    });
  }

  async next(): Promise<IteratorResult<NumberedEvent, undefined>> {
    while (this.waiting.length === 0 && !this.over && !this.signal.aborted) {
      await new Promise<void>((resolve) => (this.come = resolve));
    }
    const first = this.waiting.shift();
    if (first === undefined) return END;
    this.rest();
    this.over = endsRun(first.numbered.event);
    first.taken();
    return { done: false, value: first.numbered };
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = this.waiting.length > 0 ? setTimeout(() => this.leave(), this.patienceMs) : undefined;
  }

  private leave(): void {
    clearTimeout(this.timer);
    this.left.abort();
    for (const { taken } of this.waiting.splice(0)) taken();
    this.come?.();
  }
}
