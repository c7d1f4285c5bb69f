/** Shown is a row where it is shown; one that is gone keeps its place, empty, as long as the order is kept. */
export interface Shown<R> {
  readonly row: R;
  readonly isGone: boolean;
}

export interface KeptOrder<R> {
  readonly rows: readonly Shown<R>[];
  /** So many rows are not where they belong: moved, new, or gone. */
  readonly changes: number;
}

/** inOrder shows rows as they are. */
export function inOrder<R>(rows: readonly R[]): KeptOrder<R> {
  return { rows: rows.map((row) => ({ row, isGone: false })), changes: 0 };
}

/** keepOrder puts what is new of rows where they were shown, and rows that were not there below all others. */
export function keepOrder<R extends { readonly id: string }>(
  shown: readonly Shown<R>[],
  wanted: readonly R[],
): KeptOrder<R> {
  const now = new Map(wanted.map((row) => [row.id, row]));
  const before = new Set(shown.map(({ row }) => row.id));
  // Nothing in common: that is another list.
  if (!wanted.some(({ id }) => before.has(id))) return inOrder(wanted);
  const rows = [
    ...shown.map(({ row }) => ({ row: now.get(row.id) ?? row, isGone: !now.has(row.id) })),
    ...wanted.filter(({ id }) => !before.has(id)).map((row) => ({ row, isGone: false })),
  ];
  return { rows, changes: rows.length - inPlace(rows, wanted) };
}

/** The most rows that need not move for all to be in their order. */
function inPlace<R extends { readonly id: string }>(rows: readonly Shown<R>[], wanted: readonly R[]): number {
  const places = new Map(wanted.map(({ id }, place) => [id, place]));
  const ends: number[] = [];
  for (const { row } of rows) {
    const place = places.get(row.id);
    if (place === undefined) continue;
    const isLast = (ends.at(-1) ?? -1) < place;
    ends[isLast ? ends.length : ends.findIndex((end) => end >= place)] = place;
  }
  return ends.length;
}
