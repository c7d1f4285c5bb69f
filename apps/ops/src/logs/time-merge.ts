import type { MergedEntry } from './merged-entry.js';

interface Held {
  readonly item: MergedEntry;
  /** What it is sorted by: text of RFC 3339 in UTC, as engines write it. */
  readonly key: string;
  readonly cameAt: number;
  readonly characters: number;
}

export interface MergeLimits {
  /** An entry waits so long for an earlier one of another log. */
  readonly holdMs: number;
  readonly most: number;
  readonly characters: number;
}

const LIMITS: MergeLimits = { holdMs: 250, most: 2_000, characters: 2 * 1024 * 1024 };

/**
 * TimeMerge puts what several logs tell in the order of its times, as far as it comes within a moment. It holds no more
 * than its limits: `put` waits while it is full, so that a slow reader slows every log.
 */
export class TimeMerge {
  private readonly held: Held[] = [];
  private readonly counts: number[] = [];
  private readonly lastKeys: string[] = [];
  private characters = 0;
  private readAt = Number.POSITIVE_INFINITY;
  private changed = Promise.withResolvers<void>();

  constructor(
    private readonly signal: AbortSignal,
    private readonly limits: MergeLimits = LIMITS,
  ) {
    signal.addEventListener('abort', () => this.tell(), { once: true });
  }

  /** put resolves once there was room; entries of one log that carry no time of their own keep their place in it. */
  async put(item: MergedEntry): Promise<void> {
    while (this.isFull && !this.signal.aborted) await this.changed.promise;
    if (this.signal.aborted) return;
    const { source } = item;
    const key = timeOf(item) ?? this.lastKeys[source] ?? '';
    this.lastKeys[source] = key;
    this.insert({ item, key, cameAt: performance.now(), characters: sizeOf(item) });
    this.counts[source] = (this.counts[source] ?? 0) + 1;
    this.tell();
  }

  /** emptied resolves once nothing of a log is held any more. */
  async emptied(source: number): Promise<void> {
    while ((this.counts[source] ?? 0) > 0 && !this.signal.aborted) await this.changed.promise;
  }

  /** items yields until the signal aborts. */
  async *items(): AsyncGenerator<MergedEntry> {
    this.readAt = performance.now();
    while (!this.signal.aborted) {
      const dueMs = this.dueMs();
      if (dueMs > 0) await this.somethingWithin(dueMs);
      else yield this.take();
    }
  }

  private get isFull(): boolean {
    return this.held.length >= this.limits.most || this.characters >= this.limits.characters;
  }

  /** How long until the first may go: at once when there is no room for what it could wait for. */
  private dueMs(): number {
    const [first] = this.held;
    if (first === undefined) return Number.POSITIVE_INFINITY;
    // What came before anybody read waits as well: the logs begin together.
    const since = Math.max(first.cameAt, this.readAt);
    return this.isFull ? 0 : since + this.limits.holdMs - performance.now();
  }

  private async somethingWithin(ms: number): Promise<void> {
    const { promise } = this.changed;
    if (!Number.isFinite(ms)) return promise;
    const timer = Promise.withResolvers<void>();
    const timeout = setTimeout(timer.resolve, ms);
    await Promise.race([promise, timer.promise]);
    clearTimeout(timeout);
  }

  private take(): MergedEntry {
    const { item, characters } = this.held.shift() as Held;
    this.characters -= characters;
    this.counts[item.source] = (this.counts[item.source] ?? 1) - 1;
    this.tell();
    return item;
  }

  /** From the end: nearly all come in order. Of one time, the one that came first stays first. */
  private insert(entry: Held): void {
    let at = this.held.length;
    while (at > 0 && (this.held[at - 1] as Held).key > entry.key) at -= 1;
    this.held.splice(at, 0, entry);
    this.characters += entry.characters;
  }

  private tell(): void {
    this.changed.resolve();
    this.changed = Promise.withResolvers();
  }
}

/** Markers and lines without a time stay behind what their log told before them. */
function timeOf({ entry }: MergedEntry): string | undefined {
  return 'line' in entry ? (entry.at ?? undefined) : undefined;
}

function sizeOf({ entry }: MergedEntry): number {
  return 'line' in entry ? entry.line.length : 0;
}
