import type { RatePoint } from './use-overview.js';

export const HOUR_MS = 3_600_000;
/** Looks are five seconds apart; where one is missing, nobody watched. */
const GAP_MS = 20_000;

export interface RateLines {
  readonly times: readonly number[];
  readonly tokens: readonly (number | null)[];
  readonly requests: readonly (number | null)[];
  /** How much of the hour is known, in milliseconds. */
  readonly knownMs: number;
}

/** rateLines makes lines of the hour before `now`; where nobody watched they are broken, not joined. */
export function rateLines(history: readonly RatePoint[], now: number): RateLines {
  const times: number[] = [];
  const tokens: (number | null)[] = [];
  const requests: (number | null)[] = [];
  let knownMs = 0;
  for (const { at, tokens_per_sec, requests_per_sec } of history) {
    const time = Date.parse(at);
    if (time < now - HOUR_MS || time > now + GAP_MS) continue;
    const before = times.at(-1);
    const apart = before === undefined ? 0 : time - before;
    if (before !== undefined && apart > GAP_MS) {
      times.push(before + 1);
      tokens.push(null);
      requests.push(null);
    } else knownMs += apart;
    times.push(time);
    tokens.push(tokens_per_sec);
    requests.push(requests_per_sec);
  }
  return { times, tokens, requests, knownMs };
}

/** extremes are the average and the highest value with its time; undefined when nothing is known. */
export function extremes(times: readonly number[], values: readonly (number | null)[]) {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, at: times[index] ?? 0 }]));
  if (known.length === 0) return undefined;
  const mean = known.reduce((sum, { value }) => sum + value, 0) / known.length;
  const peak = known.reduce((most, one) => (one.value > most.value ? one : most));
  return { mean, peak };
}
