import type { Clock } from '@app/kernel';
import { SLOT_MS, SlidingWindow } from './sliding-window.js';

const MOST_WINDOWS = 10_000;

/** MemoryWindows counts the calls of this process by key, in bounded memory. */
export class MemoryWindows {
  private readonly windows = new Map<string, SlidingWindow>();
  private sweepAt = 0;

  constructor(
    private readonly clock: Clock,
    private readonly most = MOST_WINDOWS,
  ) {}

  get size(): number {
    return this.windows.size;
  }

  /** take counts a call that passes and returns 0, else the milliseconds after which one does. */
  take(key: string, limit: number): number {
    const now = this.clock.monotonic();
    const window = this.windowOf(key, now);
    if (window === undefined) return SLOT_MS;
    const wait = window.waitFor(limit, now);
    if (wait <= 0) window.count(now);
    return wait;
  }

  /** note counts a call that somebody else let pass. */
  note(key: string): void {
    const now = this.clock.monotonic();
    this.windowOf(key, now)?.count(now);
  }

  /** Undefined when as many keys as there may be were used within the minute: the next one waits. */
  private windowOf(key: string, now: number): SlidingWindow | undefined {
    const known = this.windows.get(key);
    if (known !== undefined) return known;
    if (this.windows.size >= this.most) this.sweep(now);
    if (this.windows.size >= this.most) return undefined;
    const window = new SlidingWindow();
    this.windows.set(key, window);
    return window;
  }

  /** Not more than once a second: it looks at every window. */
  private sweep(now: number): void {
    if (now < this.sweepAt) return;
    this.sweepAt = now + SLOT_MS;
    for (const [key, window] of this.windows) if (window.isIdle(now)) this.windows.delete(key);
  }
}
