import type { CancelSignal } from '@app/kernel';
import { endsRun } from '../loop/run-types.js';
import type { NumberedEvent } from './run-record.js';

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * RunOutlet hands a run's events to one reader, each as soon as the one before was taken, and the run waits for that.
 * Once the reader has left, events go nowhere and nobody waits.
 */
export class RunOutlet implements AsyncIterator<NumberedEvent, undefined> {
  private waiting: NumberedEvent[] = [];
  private over = false;
  private come: (() => void) | undefined;
  private taken: (() => void) | undefined;

  constructor(private readonly reader: CancelSignal) {
    reader.addEventListener('abort', () => this.wake(), { once: true });
  }

  async tell(numbered: NumberedEvent): Promise<void> {
    if (this.reader.aborted) return;
    this.waiting.push(numbered);
    this.come?.();
    while (this.waiting.length > 0 && !this.reader.aborted && !endsRun(numbered.event)) {
      await new Promise<void>((resolve) => (this.taken = resolve));
    }
  }

  async next(): Promise<IteratorResult<NumberedEvent, undefined>> {
    while (this.waiting.length === 0 && !this.over && !this.reader.aborted) {
      await new Promise<void>((resolve) => (this.come = resolve));
    }
    const value = this.waiting.shift();
    if (value === undefined) return END;
    this.over = endsRun(value.event);
    this.taken?.();
    return { done: false, value };
  }

  private wake(): void {
    this.come?.();
    this.taken?.();
  }
}
