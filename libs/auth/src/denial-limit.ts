import type { Clock } from '@app/kernel';

const WINDOW_MS = 60_000;

export interface DenialLimits {
  /** Denials of one source that are reported in a minute. */
  readonly each: number;
  /** Denials of all sources together that are reported in a minute; also how many sources are remembered at most. */
  readonly together: number;
}

/** DenialLimit decides which denials are reported, and counts the others, so that no flood fills the audit. */
export class DenialLimit {
  readonly #reported = new Map<string, number>();
  #total = 0;
  #unreported = 0;
  #start: number;

  constructor(
    private readonly limits: DenialLimits,
    private readonly clock: Clock,
  ) {
    this.#start = clock.monotonic();
  }

  /**
   * take returns undefined when this denial is not to be reported; else how many, of whatever source, have not been
   * since the last one that was.
   */
  take(source: string): number | undefined {
    this.turn();
    const reported = this.#reported.get(source) ?? 0;
    if (reported >= this.limits.each || this.#total >= this.limits.together) {
      this.#unreported += 1;
      return undefined;
    }
    this.#reported.set(source, reported + 1);
    this.#total += 1;
    const unreported = this.#unreported;
    this.#unreported = 0;
    return unreported;
  }

  private turn(): void {
    const now = this.clock.monotonic();
    if (now - this.#start < WINDOW_MS) return;
    this.#start = now;
    this.#total = 0;
    this.#reported.clear();
  }
}
