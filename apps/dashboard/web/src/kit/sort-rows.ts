/** SortOrder is what rows are ordered by. */
export interface SortOrder {
  readonly column: string;
  readonly isDown: boolean;
}

type SortBy<T> = (row: T) => string | number;

/** readSort reads how an order stands in the URL: `name` upwards, `-name` downwards, empty for none. */
export function readSort(text: string): SortOrder | undefined {
  if (text === '') return undefined;
  return text.startsWith('-') ? { column: text.slice(1), isDown: true } : { column: text, isDown: false };
}

/**
 * nextSort is the order after one more press on the head of a column: names begin upwards and numbers downwards, then the
 * other way, then none.
 */
export function nextSort(sort: string, column: string, first: string | number | undefined): string {
  const ways = typeof first === 'number' ? [`-${column}`, column] : [column, `-${column}`];
  return ways[ways.indexOf(sort) + 1] ?? '';
}

/** sortedBy orders rows; those that are alike stay as they were. */
export function sortedBy<T>(rows: readonly T[], sortBy: SortBy<T>, isDown: boolean): T[] {
  const way = isDown ? -1 : 1;
  return rows.toSorted((one, other) => way * compared(sortBy(one), sortBy(other)));
}

function compared(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}
