/** RowGroup is a run of rows that stand together under one heading. */
export interface RowGroup<R> {
  readonly key: string;
  readonly rows: readonly R[];
}

/** inGroups puts rows of one group together; groups are in the given order, rows within keep theirs. */
export function inGroups<R>(rows: readonly R[], keyOf: (row: R) => string, order: readonly string[]): R[] {
  const byKey = Map.groupBy(rows, keyOf);
  const keys = [...order.filter((key) => byKey.has(key)), ...byKey.keys()];
  return [...new Set(keys)].flatMap((key) => byKey.get(key) ?? []);
}

/**
 * runsOf cuts rows where their group changes. A row that keeps its place below all others has the heading of its group
 * once more, for nothing may move above it.
 */
export function runsOf<R>(rows: readonly R[], keyOf: (row: R) => string): RowGroup<R>[] {
  const runs: { key: string; rows: R[] }[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    const last = runs.at(-1);
    if (last?.key === key) last.rows.push(row);
    else runs.push({ key, rows: [row] });
  }
  return runs;
}
