/** rounded is a number with at most so many decimals, and never minus zero. */
export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  const scaled = value * factor;
  return Number.isFinite(scaled) ? Math.round(scaled) / factor + 0 : value;
}
