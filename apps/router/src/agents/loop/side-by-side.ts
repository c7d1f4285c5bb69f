/**
 * sideBySide does all the work, at most `most` pieces at once, and returns the results in the order of the work. After a
 * failure it begins no more, waits for what has begun, and rejects with the first one.
 */
export async function sideBySide<T, R>(
  work: readonly T[],
  most: number,
  act: (piece: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const pieces = work.entries();
  const lane = async () => {
    for (const [place, piece] of pieces) {
      if (failures.length > 0) return;
      try {
        results[place] = await act(piece);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, work.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
