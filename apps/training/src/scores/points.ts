import { rounded } from '../statistics/index.js';

/** Scores and percentages have two decimals. */
export function hundredths(value: number): number {
  return rounded(value, 2);
}

/** The thresholds of curves and weights have four. */
export function tenThousandths(value: number): number {
  return rounded(value, 4);
}

export function clamped(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
