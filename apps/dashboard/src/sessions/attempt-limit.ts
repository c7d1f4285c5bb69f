import { DomainError, systemClock, type Clock } from '@app/kernel';

export interface AttemptLimits {
  /** Failures of one address in a window. */
  readonly each: number;
  /** Failures of all addresses together in a window; also how many addresses are remembered at most. */
  readonly together: number;
  readonly windowMs: number;
}

const USUAL: AttemptLimits = { each: 10, together: 100, windowMs: 60_000 };

/**
 * AttemptLimit bounds how many secrets can be tried. An attempt counts from its start, so that many at once are no way
 * around it, and is given back when it turns out right.
 */
export class AttemptLimit {
  private readonly counts = new Map<string, number>();
  private total = 0;
  private start: number;

  constructor(
    private readonly limits: AttemptLimits = USUAL,
    private readonly clock: Clock = systemClock,
  ) {
    this.start = clock.monotonic();
  }

  /** take throws `too_many_sign_ins`; else it returns how to give the attempt back. */
  take(address: string): () => void {
    this.turn();
    const count = this.counts.get(address) ?? 0;
    if (count >= this.limits.each || this.total >= this.limits.together) throw this.refusal();
    this.counts.set(address, count + 1);
    this.total += 1;
    const window = this.start;
    return () => this.giveBack(address, window);
  }

  private giveBack(address: string, window: number): void {
    if (window !== this.start) return;
    this.counts.set(address, Math.max(0, (this.counts.get(address) ?? 0) - 1));
    this.total -= 1;
  }

  private refusal(): DomainError {
    const left = this.start + this.limits.windowMs - this.clock.monotonic();
    const retryAfter = Math.max(1, Math.ceil(left / 1_000));
    return new DomainError(
      'too_many_sign_ins',
      `too many attempts to sign in; try again in ${retryAfter} s`,
      {
        retryAfter,
      },
    );
  }

  private turn(): void {
    const now = this.clock.monotonic();
    if (now - this.start < this.limits.windowMs) return;
    this.start = now;
    this.total = 0;
    this.counts.clear();
  }
}
