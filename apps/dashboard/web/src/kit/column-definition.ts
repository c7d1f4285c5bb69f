import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  type ColumnDef,
} from '@tanstack/react-table';
import type { Column } from './DataTable.js';

/** What tables can do. Headings of groups are not among it: they keep their places whatever rows are sorted by. */
export const features = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});
export type Features = typeof features;

type OrderedColumn<T> = Pick<Column<T>, 'id' | 'header' | 'sortBy'>;

/** definitionOf is what the library is told of a column. Rows that are alike keep their order either way. */
export function definitionOf<T extends object>(column: OrderedColumn<T>): ColumnDef<Features, T> {
  const { id, header, sortBy } = column;
  return {
    id,
    header,
    accessorFn: (row: T) => sortBy?.(row) ?? '',
    enableSorting: sortBy !== undefined,
    sortFn: (one, other) => compared(one.getValue(id), other.getValue(id)),
  };
}

function compared(one: string | number, other: string | number): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}
