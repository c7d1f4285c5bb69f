const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** Servers that broke together must not all come back at the same moment. */
const JITTER = 0.25;

/** BackOff is the growing pause between attempts, from half a second to half a minute. */
export class BackOff {
  private attempts = 0;
  private until = -Infinity;

  constructor(private readonly random: () => number = Math.random) {}

  /** failed starts the next pause. */
  failed(): void {
    const pause = Math.min(FIRST_MS * 2 ** this.attempts, LONGEST_MS);
    this.attempts += 1;
    this.until = performance.now() + pause * (1 - JITTER + 2 * JITTER * this.random());
  }

  reset(): void {
    this.attempts = 0;
    this.until = -Infinity;
  }

  /** What is left of the pause, in milliseconds. */
  get left(): number {
    return Math.max(0, this.until - performance.now());
  }
}
