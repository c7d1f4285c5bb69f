/** The window is told in slots of a second, so that its size does not grow with the limit. */
export const SLOT_MS = 1_000;
/** One more than a minute has, for the second that is under way: no 60 seconds ever hold more than the limit. */
export const WINDOW_SLOTS = 61;

/**
 * SlidingWindow counts calls of the last minute. Its times are milliseconds of one clock that never steps back. The
 * script of RedisWindows does the same, with the clock of Redis.
 */
export class SlidingWindow {
  /** Calls by slot; slots are in the order of their time. */
  private readonly slots = new Map<number, number>();

  /** waitFor returns after how many milliseconds a call passes: 0 when it does now. */
  waitFor(limit: number, now: number): number {
    this.drop(now);
    let total = this.total;
    if (total < limit) return 0;
    for (const [slot, count] of this.slots) {
      total -= count;
      if (total < limit) return (slot + WINDOW_SLOTS) * SLOT_MS - now;
    }
    return WINDOW_SLOTS * SLOT_MS;
  }

  count(now: number): void {
    const slot = Math.floor(now / SLOT_MS);
    this.slots.set(slot, (this.slots.get(slot) ?? 0) + 1);
  }

  /** isIdle tells whether nothing of the last minute is in it. */
  isIdle(now: number): boolean {
    this.drop(now);
    return this.slots.size === 0;
  }

  private get total(): number {
    let total = 0;
    for (const count of this.slots.values()) total += count;
    return total;
  }

  private drop(now: number): void {
    const oldest = Math.floor(now / SLOT_MS) - WINDOW_SLOTS;
    for (const slot of this.slots.keys()) {
      if (slot > oldest) return;
      this.slots.delete(slot);
    }
  }
}
