import type { Timer } from '../../jobs/index.js';

/** deadlineOf a call that began now: milliseconds since 1970, infinite when nothing limits it. */
export function deadlineOf(timer: Timer, ...limits: readonly (number | undefined)[]): number {
  const seconds = limits
    .filter((limit) => limit !== undefined)
    .reduce((least, limit) => Math.min(least, limit), Infinity);
  return timer.now().getTime() + seconds * 1_000;
}

/** endAt aborts at the deadline, unless that was done before; resolves then. */
export async function endAt(timer: Timer, deadline: number, over: AbortController): Promise<void> {
  if (deadline === Infinity) return;
  try {
    await timer.after(Math.max(0, deadline - timer.now().getTime()), over.signal);
  } catch (error) {
    if (!over.signal.aborted) throw error;
  }
  over.abort();
}
