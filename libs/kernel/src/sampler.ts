import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.js';

/** LastSample is what is known, and since when; both are undefined before the first. */
export interface LastSample<T> {
  readonly sample: T | undefined;
  readonly ageMs: number | undefined;
  /** Why the newest attempt failed; undefined when it did not. */
  readonly problem: unknown;
}

export interface Pace {
  /** So long nobody is asked after one has ended. */
  readonly everyMs: number;
  /** Nobody waits longer for one that is under way. */
  readonly waitMs: number;
}

const PACE: Pace = { everyMs: 5_000, waitMs: 4_000 };

/**
 * Sampler takes a sample when somebody asks and the last is old enough, one at a time: all who ask meanwhile share
 * it. A sample that takes long, or fails, leaves the last one as it was.
 */
export class Sampler<T> {
  private last: { readonly sample: T; readonly at: number } | undefined;
  private problem: unknown;
  private endedAt = -Infinity;
  private taking: Promise<void> | undefined;

  private readonly take: () => Promise<T>;
  private readonly clock: Clock;
  private readonly pace: Pace;

  constructor(take: () => Promise<T>, clock: Clock, pace: Pace = PACE) {
    this.take = take;
    this.clock = clock;
    this.pace = pace;
  }

  /** read never throws: what the attempt failed with is the problem. */
  async read(): Promise<LastSample<T>> {
    const { everyMs, waitMs } = this.pace;
    if (this.clock.monotonic() - this.endedAt >= everyMs) this.taking ??= this.attempt();
    const waited = new AbortController();
    const patience = sleep(waitMs, undefined, { signal: waited.signal }).catch(() => undefined);
    await Promise.race([this.taking, patience]);
    waited.abort();
    const { sample, at } = this.last ?? {};
    const ageMs = at === undefined ? undefined : Math.max(0, this.clock.monotonic() - at);
    return { sample, ageMs, problem: this.problem };
  }

  private async attempt(): Promise<void> {
    try {
      this.last = { sample: await this.take(), at: this.clock.monotonic() };
      this.problem = undefined;
    } catch (error) {
      this.problem = error;
    } finally {
      this.endedAt = this.clock.monotonic();
      this.taking = undefined;
    }
  }
}
