import type { Clock } from '@app/kernel';

/** A failure that nobody waits for: what was being done, the error, and how many like it went unreported before. */
export interface Trouble {
  readonly doing: string;
  readonly error: unknown;
  readonly unreported: number;
}

const QUIET_MS = 10_000;

/** Troubles passes on one failure per kind of work in ten seconds: a full Redis fails thousands of times a second. */
export class Troubles {
  private readonly known = new Map<string, { until: number; unreported: number }>();

  constructor(
    private readonly onTrouble: (trouble: Trouble) => void,
    private readonly clock: Clock,
  ) {}

  /** `doing` is one of a few fixed words. */
  report(doing: string, error: unknown): void {
    const now = this.clock.monotonic();
    const known = this.known.get(doing);
    if (known !== undefined && now < known.until) {
      known.unreported += 1;
      return;
    }
    this.known.set(doing, { until: now + QUIET_MS, unreported: 0 });
    this.onTrouble({ doing, error, unreported: known?.unreported ?? 0 });
  }
}
