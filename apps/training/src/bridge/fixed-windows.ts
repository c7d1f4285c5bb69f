import type { Clock } from '@app/kernel';

export interface WindowLimits {
  readonly windowSeconds: number;
  readonly maxRequests: number;
}

interface Window {
  endsAt: number;
  count: number;
}

/** So many clients are remembered at most; beyond that those whose window is over are forgotten, then the oldest. */
const MOST_CLIENTS = 1_024;

/** FixedWindows counts the requests of each client in windows of a fixed length. */
export class FixedWindows {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly limits: WindowLimits,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** take counts one request; returns the seconds until the next window, rounded up, when this one is used up. */
  take(client: string): number | undefined {
    const now = this.clock.monotonic();
    const window = this.windowOf(client, now);
    if (window.count >= this.limits.maxRequests) return Math.max(1, Math.ceil((window.endsAt - now) / 1_000));
    window.count += 1;
    return undefined;
  }

  get size(): number {
    return this.windows.size;
  }

  private windowOf(client: string, now: number): Window {
    const known = this.windows.get(client);
    if (known !== undefined && now < known.endsAt) return known;
    const fresh = { endsAt: now + this.limits.windowSeconds * 1_000, count: 0 };
    this.windows.delete(client);
    if (this.windows.size >= MOST_CLIENTS) this.prune(now);
    this.windows.set(client, fresh);
    return fresh;
  }

  /** Windows stand in the order in which they began, and all are equally long: those that are over come first. */
  private prune(now: number): void {
    for (const [client, { endsAt }] of this.windows) {
      if (now < endsAt && this.windows.size < MOST_CLIENTS) return;
      this.windows.delete(client);
    }
  }
}
