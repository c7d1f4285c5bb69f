/** Scores and percentages have two decimals. */
export function hundredths(value: number): number {
  return toDecimals(value, 2);
}

/** The thresholds of curves and weights have four. */
export function tenThousandths(value: number): number {
  return toDecimals(value, 4);
}

export function clamped(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

/** By the exact value of the number, and not by a product that is rounded itself: 56.665 lies below its decimal. */
function toDecimals(value: number, decimals: number): number {
  return Number(value.toFixed(decimals)) + 0;
}
