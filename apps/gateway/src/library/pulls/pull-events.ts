import type { ServerSentEvent } from '@app/http';
import { DomainError } from '@app/kernel';
import type { ModelPullAnswer } from './pull.answer.js';

/** Each holds all that is known, so an older one is worth little. */
const MOST_KEPT = 64;

type EventName = 'queued' | 'progress' | 'done' | 'failed' | 'cancelled';

interface Numbered {
  readonly number: number;
  readonly event: EventName;
  readonly data: ModelPullAnswer;
}

/** PullEvents are what happened to one pull, numbered from 1, for any number of readers, each at its own pace. */
export class PullEvents {
  private kept: Numbered[] = [];
  private last = 0;
  private over = false;
  private waiting: (() => void)[] = [];

  tell(event: EventName, data: ModelPullAnswer): void {
    if (this.over) return;
    this.last += 1;
    this.kept.push({ number: this.last, event, data });
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    this.wake();
  }

  /** end tells the last event; of those before, a few are kept. */
  end(event: 'done' | 'failed' | 'cancelled', data: ModelPullAnswer): void {
    this.tell(event, data);
    this.over = true;
    this.kept = this.kept.slice(-4);
    this.wake();
  }

  /**
   * position reads a Last-Event-ID: events after it are wanted. Without one the newest event is the first.
   * Throws `invalid_event_id`.
   */
  position(lastId: string | undefined): number {
    if (lastId === undefined) return Math.max(0, this.last - 1);
    const number = /^\d{1,9}$/.test(lastId) ? Number(lastId) : Number.NaN;
    if (number <= this.last) return number;
    const message = 'Last-Event-ID is no id that this stream gave out';
    throw new DomainError('invalid_event_id', message, { param: 'Last-Event-ID' });
  }

  /** endsAt tells whether nothing comes after that position any more. */
  endsAt(position: number): boolean {
    return this.over && position === this.last;
  }

  /** read yields the events after `position` until the pull has ended or the signal aborts. */
  async *read(position: number, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
    let at = position;
    while (!signal.aborted && !this.endsAt(at)) {
      const oldest = this.kept[0]?.number ?? 1;
      if (at + 1 < oldest) {
        yield { event: 'gap', data: { first_missing: at + 1, last_missing: this.last - 1 } };
        at = this.last - 1;
      }
      const next = this.kept.find(({ number }) => number > at);
      if (next) {
        at = next.number;
        yield { id: String(at), event: next.event, data: next.data };
      } else await this.more(signal);
    }
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  private more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.waiting = this.waiting.filter((one) => one !== wake);
        resolve();
      };
      this.waiting.push(wake);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
