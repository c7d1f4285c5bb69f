import type { ModelCall } from '../../api/library-views.js';
import { counted, duration } from '../../time/format.js';

/** One call's speed. */
export interface RatePoint {
  /** Unix milliseconds. */
  readonly at: number;
  /** Output tokens per second. */
  readonly rate: number;
}

/** pointsByModel are the speeds of the calls that are known, the oldest first. */
export function pointsByModel(calls: readonly ModelCall[]): ReadonlyMap<string, readonly RatePoint[]> {
  const points = new Map<string, RatePoint[]>();
  for (const { model, started_at, output_tokens_per_sec: rate } of calls) {
    const at = Date.parse(started_at);
    if (rate === null || rate <= 0 || Number.isNaN(at)) continue;
    const known = points.get(model);
    if (known) known.push({ at, rate });
    else points.set(model, [{ at, rate }]);
  }
  for (const list of points.values()) list.sort((one, other) => one.at - other.at);
  return points;
}

/** Axis is the same for every chart beside another, so that they can be compared. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  /** Tokens per second at the top. */
  readonly top: number;
}

const SHORTEST_MS = 60_000;

/** axisOf has room for all points, from the oldest to now. */
export function axisOf(points: Iterable<readonly RatePoint[]>, now: number): Axis {
  const all = [...points].flat();
  const oldest = Math.min(now - SHORTEST_MS, ...all.map(({ at }) => at));
  return { from: oldest, to: now, top: niceAbove(Math.max(0, ...all.map(({ rate }) => rate))) };
}

/** niceAbove is the next of 1, 2, 5, 10, 20, 50 and so on. */
export function niceAbove(value: number): number {
  if (value <= 1) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * ([1, 2, 5].find((step) => step * unit >= value) ?? 10);
}

/** inWords says of a chart what a reader would take from it. */
export function inWords(points: readonly RatePoint[], now: number): string {
  const [oldest, newest] = [points[0], points.at(-1)];
  if (oldest === undefined || newest === undefined) return 'No call is known whose speed could be drawn.';
  const rates = points.map(({ rate }) => rate);
  const [low, high] = [Math.min(...rates), Math.max(...rates)].map(rateText);
  const range = low === high ? `${low}` : `${low} to ${high}`;
  const since = duration(Math.max(1_000, now - oldest.at));
  return `${counted(points.length, 'call')} in ${since}: ${range} tokens per second, the last one ${rateText(newest.rate)}.`;
}

/** firstTokenText is a time to a first token; answers that come whole have none. */
export function firstTokenText(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '–' : duration(ms);
}

/** rateText is a rate with the digits that matter: `0.84`, `9.5`, `123`. */
export function rateText(rate: number): string {
  if (rate >= 100) return Math.round(rate).toLocaleString('en-GB');
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(rate >= 1 ? 1 : 2);
}
