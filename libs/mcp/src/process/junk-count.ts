import { systemClock, type Clock } from '@app/kernel';

const QUIET_MS = 60_000;

/** JunkCount counts what was no message, and says when to speak of it: at first, and then once a minute. */
export class JunkCount {
  #total = 0;
  #spoke = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock = systemClock) {}

  get total(): number {
    return this.#total;
  }

  /** add returns whether now is the time to report the total. */
  add(): boolean {
    this.#total++;
    const now = this.clock.monotonic();
    if (now - this.#spoke < QUIET_MS) return false;
    this.#spoke = now;
    return true;
  }
}
