import { z } from 'zod';

/** What is remembered of alerts that were delivered. Times are seconds since 1970. */
export const routingState = z.object({
  recent: z.record(z.string(), z.number()).describe('When each fingerprint was delivered last'),
  window_start_ts: z.number(),
  window_count: z.int().min(0).describe('Delivered since the window began'),
  updated_at: z.string(),
});
export type RoutingState = z.output<typeof routingState>;

/** No dedupe window is longer. */
const KEPT_SECONDS = 7 * 24 * 3_600;
const MOST_KEPT = 10_000;

export function emptyState(now: Date): RoutingState {
  return { recent: {}, window_start_ts: seconds(now), window_count: 0, updated_at: now.toISOString() };
}

export function seconds(time: Date): number {
  return time.getTime() / 1_000;
}

/** remembered bounds what is kept: what no window reaches is forgotten, then the oldest. */
export function remembered(recent: ReadonlyMap<string, number>, now: number): Record<string, number> {
  const kept = [...recent].filter(([, at]) => now - at < KEPT_SECONDS);
  kept.sort(([, one], [, other]) => other - one);
  return Object.fromEntries(kept.slice(0, MOST_KEPT));
}
