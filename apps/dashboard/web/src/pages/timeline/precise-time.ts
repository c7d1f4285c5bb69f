import { duration } from '../../time/format.js';

/** preciseTime is a length of time for comparing steps of one request: `480 ms`, `1.70 s`, then `3 min 5 s`. */
export function preciseTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(2)} s` : duration(ms);
}
