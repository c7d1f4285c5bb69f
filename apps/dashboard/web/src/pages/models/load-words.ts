import type { LibraryModel } from '../../api/library-views.js';
import { duration } from '../../time/format.js';

/** What the gateway knows of a load that is under way. */
export type ModelLoad = NonNullable<LibraryModel['load']>;

/** No engine tells when it is done: a bar that is full would say that it is. */
const MOST_PERCENT = 95;

/** loadPercent is how full the bar is, after the time that other loads took; undefined when none is known. */
export function loadPercent(
  { since, expected_seconds: expected }: ModelLoad,
  now: number,
): number | undefined {
  if (expected === null || expected <= 0) return undefined;
  return Math.min(MOST_PERCENT, (100 * elapsedMs(since, now)) / (1_000 * expected));
}

/** loadText is `12 of about 40 s, from the last 5 loads`, or the time alone when no other load is known. */
export function loadText(
  { since, expected_seconds: expected, from_loads: loads }: ModelLoad,
  now: number,
): string {
  const elapsed = elapsedMs(since, now);
  const time = elapsed < 1_000 ? '0 s' : duration(elapsed);
  if (expected === null) return time;
  const usual = duration(1_000 * expected);
  const from = loads === 1 ? 'from the last load' : `from the last ${loads} loads`;
  if (elapsed > 1_000 * expected) return `${time}, usually about ${usual}, ${from}`;
  // One unit for both, where both have the same.
  const written = expected < 60 ? time.replace(/ s$/, '') : time;
  return `${written} of about ${usual}, ${from}`;
}

/** The gateway's clock may be ahead of the viewer's. */
function elapsedMs(since: string, now: number): number {
  return Math.max(0, now - Date.parse(since));
}
