import type { ServerSentEvent } from '@app/http';
import { uuidv7 } from '@app/kernel';
import { LIVE_KINDS, type LiveKind } from './live-kind.js';

interface Entry {
  readonly number: number;
  readonly kind: LiveKind;
  readonly data: object;
}

const KEPT = 256;
const ID = /^([0-9a-f-]{36})\.(\d{1,15})$/;

/**
 * LiveLog keeps the last events of one watch, so that a reader goes on where it was. Each event holds the whole of its
 * kind: whoever missed some is told so, and then gets the last of each.
 *
 * A reader pulls: nothing is kept for a slow one, which finds that what it wanted is gone.
 */
export class LiveLog {
  /** Marks the ids of this log: those of another one mean nothing here. */
  private readonly mark = uuidv7();
  private readonly entries: Entry[] = [];
  private readonly latest = new Map<LiveKind, Entry>();
  private readonly waiting = new Set<() => void>();
  private last = 0;

  append(kind: LiveKind, data: object): void {
    this.last += 1;
    const entry = { number: this.last, kind, data };
    this.latest.set(kind, entry);
    this.entries.push(entry);
    if (this.entries.length > KEPT) this.entries.shift();
    for (const wake of this.waiting) wake();
  }

  /**
   * read yields events after `lastId`, without end until the signal aborts. Where some are missing, `gap` comes first and
   * then the last of each kind. A reader that falls behind gets `gap` and `dropped`, and its stream ends.
   */
  async *read(lastId: string | undefined, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
    const kept = this.placeOf(lastId);
    let at = kept ?? this.last;
    if (kept === undefined) {
      if (lastId !== undefined) yield gap('too_old');
      for (const entry of this.newest()) yield this.eventOf(entry);
    }
    while (!signal.aborted) {
      if (at < this.oldest - 1) {
        yield gap('too_slow');
        yield { event: 'dropped', data: { reason: 'this reader was too slow; connect again' } };
        return;
      }
      const next: Entry | undefined = this.entries[at - this.oldest + 1];
      if (next === undefined) await this.more(signal);
      else {
        at = next.number;
        yield this.eventOf(next);
      }
    }
  }

  private get oldest(): number {
    return this.entries[0]?.number ?? this.last + 1;
  }

  /** The number after which to go on; undefined when that is not kept. */
  private placeOf(lastId: string | undefined): number | undefined {
    const [, mark, number] = ID.exec(lastId ?? '') ?? [];
    const at = Number(number);
    return mark === this.mark && at >= this.oldest - 1 && at <= this.last ? at : undefined;
  }

  private newest(): Entry[] {
    return LIVE_KINDS.flatMap((kind) => this.latest.get(kind) ?? []).sort((a, b) => a.number - b.number);
  }

  private eventOf({ number, kind, data }: Entry): ServerSentEvent {
    return { id: `${this.mark}.${number}`, event: kind, data };
  }

  private async more(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.waiting.add(wake);
    signal.addEventListener('abort', wake);
    await promise;
    this.waiting.delete(wake);
    signal.removeEventListener('abort', wake);
  }
}

function gap(reason: 'too_old' | 'too_slow'): ServerSentEvent {
  return { event: 'gap', data: { reason } };
}
