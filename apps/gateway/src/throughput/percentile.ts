/** percentile returns the nearest-rank percentile `p` (0 to 100) of ascending values, 0 when there are none. */
export function percentile(ascending: readonly number[], p: number): number {
  const rank = Math.max(1, Math.ceil((p / 100) * ascending.length));
  return ascending[rank - 1] ?? 0;
}
