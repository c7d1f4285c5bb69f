import type { Timer } from '../../jobs/index.js';

/** deadlineOf a call that began now: milliseconds since 1970, infinite when nothing limits it. */
export function deadlineOf(timer: Timer, ...limits: readonly (number | undefined)[]): number {
  const seconds = limits
    .filter((limit) => limit !== undefined)
    .reduce((least, limit) => Math.min(least, limit), Infinity);
  return timer.now().getTime() + seconds * 1_000;
}
