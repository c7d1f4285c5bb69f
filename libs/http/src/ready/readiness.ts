import { systemClock, type Clock } from '@app/kernel';

/** ReadyReport says whether an app can serve; an app adds what it depends on, by name. */
export interface ReadyReport {
  readonly ready: boolean;
}

/** Several monitors ask at once; what the app depends on is asked once in this time. */
const REMEMBER_MS = 2_000;

/** Readiness answers `/ready`. `ask` makes a report and never throws for what it asks. */
export class Readiness<R extends ReadyReport = ReadyReport> {
  #report: Promise<R> | undefined;
  #askedAt = 0;

  constructor(
    private readonly ask: () => Promise<R>,
    private readonly clock: Clock = systemClock,
  ) {}

  report(): Promise<R> {
    const now = this.clock.monotonic();
    if (!this.#report || now - this.#askedAt >= REMEMBER_MS) {
      this.#askedAt = now;
      this.#report = this.ask();
    }
    return this.#report;
  }
}
