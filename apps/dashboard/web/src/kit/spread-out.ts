/** spreadOut moves places as little as it can, so that there is `step` from each to the next; in their order, from first to last. */
export function spreadOut(
  places: readonly number[],
  step: number,
  first: number,
  last: number,
): readonly number[] {
  const order = [...places.keys()].toSorted((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
  const moved = [...places];
  let least = first;
  for (const index of order) {
    moved[index] = Math.max(moved[index] ?? 0, least);
    least = moved[index] + step;
  }
  let most = last;
  for (const index of order.toReversed()) {
    moved[index] = Math.min(moved[index] ?? 0, most);
    most = moved[index] - step;
  }
  return moved;
}
