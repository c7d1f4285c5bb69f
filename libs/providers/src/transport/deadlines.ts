/** Dated is what must be over by a time of performance.now(). */
export interface Dated {
  readonly dueAt: number;
  /** Where Deadlines keeps it. */
  place: number;
  /** Called once, when the time is over. */
  expire(): void;
}

const LOOKS_PER_LIMIT = 20;
const SHORTEST_LOOK_MS = 5;
const LONGEST_LOOK_MS = 1_000;

const everyLimit = new Map<number, Deadlines>();

/** deadlinesOf returns the one list for a time limit in milliseconds. */
export function deadlinesOf(limit: number): Deadlines {
  let deadlines = everyLimit.get(limit);
  if (deadlines === undefined) everyLimit.set(limit, (deadlines = new Deadlines(limit)));
  return deadlines;
}

/**
 * Deadlines looks now and then at all that runs under one time limit, and so is late by a twentieth of the limit at
 * most, and by a second. A timer for each would cost more than parsing the call that it guards.
 *
 * It is an array with swapping removal: a Set that changes with every call keeps ended ones alive for long.
 */
class Deadlines {
  private readonly running: Dated[] = [];
  private readonly lookMs: number;
  private ticker: NodeJS.Timeout | undefined;

  constructor(limit: number) {
    this.lookMs = Math.min(Math.max(limit / LOOKS_PER_LIMIT, SHORTEST_LOOK_MS), LONGEST_LOOK_MS);
  }

  add(dated: Dated): void {
    dated.place = this.running.push(dated) - 1;
    this.ticker ??= setInterval(() => this.look(), this.lookMs).unref();
  }

  /** remove returns false for what is not there any more. */
  remove(dated: Dated): boolean {
    const { place } = dated;
    if (this.running[place] !== dated) return false;
    const last = this.running.pop() as Dated;
    if (last === dated) return true;
    this.running[place] = last;
    last.place = place;
    return true;
  }

  private look(): void {
    const now = performance.now();
    for (const dated of this.running.filter(({ dueAt }) => dueAt <= now)) {
      if (this.remove(dated)) dated.expire();
    }
    if (this.running.length > 0) return;
    clearInterval(this.ticker);
    this.ticker = undefined;
  }
}
