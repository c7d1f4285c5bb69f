import {
  useTable,
  type Row,
  type Column as SortColumn,
  type SortingState,
  type Updater,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useSearchText } from '../shell/url-state.js';
import { counted } from '../time/format.js';
import { Button } from './Button.js';
import { definitionOf, features, type Features } from './column-definition.js';
import { cx } from './cx.js';
import css from './DataTable.module.css';
import './density.js';
import { inGroups, runsOf } from './row-groups.js';
import type { ChosenColumn } from './shown-columns.js';
import { readSort, writeSort } from './sort-text.js';
import { TableRows } from './TableRows.js';
import { useColumnVisibility } from './use-columns.js';
import { KEEPS_ORDER, useKeptOrder } from './use-kept-order.js';

export interface Column<T> extends ChosenColumn {
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** What the column is sorted by; without it it is not. */
  readonly sortBy?: (row: T) => string | number;
  readonly align?: 'end';
  /** On a phone the row is a card, and this is its first line. One column has it. */
  readonly isTitle?: boolean;
  /** The header is read out and not shown: for buttons. */
  readonly isHeaderHidden?: boolean;
}

/** RowGrouping puts rows under headings; it must be the same object each time. */
export interface RowGrouping<T> {
  readonly keyOf: (row: T) => string;
  /** What is above a group: its name, its count, its state. */
  readonly heading: (key: string, rows: readonly T[]) => ReactNode;
}

interface DataTableProps<T> {
  readonly label: string;
  /** By which the choice of columns is remembered; `ColumnChoice` with the same one offers it. */
  readonly name?: string;
  readonly rows: readonly T[];
  /** Must be the same array each time, or what has the focus in a row loses it. */
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  /** `name` or `-name`; belongs into the URL (useUrlState). Empty is the order of `rows`. */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Dims a row whose data is not of now. */
  readonly isStale?: (row: T) => boolean;
  /** Groups are in the order in which `rows` has them; the order of a column is within each. */
  readonly groups?: RowGrouping<T> | undefined;
}

/**
 * DataTable is a table, and cards on a phone; `j` and `k` go through its rows, Enter opens the row's first link. While
 * somebody points at a row or has the focus in one, rows keep their places, and what changed of that is offered.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, name, rows, columns, rowKey, sort = '', onSort, isStale, groups } = props;
  // Every filter is in the address: what the viewer asked for is shown at once.
  const asked = useSearchText();
  const sorting = useMemo(() => readSort(sort), [sort]);
  const table = useTable<Features, T>({
    features,
    data: rows,
    columns: useMemo(() => columns.map(definitionOf), [columns]),
    getRowId: rowKey,
    state: { sorting, columnVisibility: useColumnVisibility(name, columns) },
    onSortingChange: (change: Updater<SortingState>) =>
      onSort?.(writeSort(typeof change === 'function' ? change(sorting) : change)),
  });
  const sorted = table.getRowModel().rows;
  const wanted = useMemo(() => (groups ? grouped(sorted, rows, groups) : sorted), [sorted, rows, groups]);
  const kept = useKeptOrder(wanted, `${sort} ${asked}`);
  const visible = table.getVisibleLeafColumns();
  const shown = useMemo(
    () => visible.flatMap(({ id }) => columns.find((column) => column.id === id) ?? []),
    [visible, columns],
  );
  const headings = groups ? runsOf(kept.rows, ({ row }) => groups.keyOf(row.original)).length : 0;
  return (
    <div className={css.frame} ref={kept.frame} tabIndex={-1}>
      <table className={css.table} role="table" aria-label={label} aria-rowcount={rows.length + headings + 1}>
        <thead role="rowgroup" className={css.head}>
          <tr role="row">
            {shown.map((column) => (
              <HeaderCell key={column.id} column={column} order={table.getColumn(column.id)} />
            ))}
          </tr>
        </thead>
        <TableRows rows={kept.rows} columns={shown} isStale={isStale} groups={groups} />
      </table>
      {kept.changes > 0 && (
        <div className={css.foot} {...KEEPS_ORDER}>
          <Button onPress={kept.show}>{`${counted(kept.changes, 'change')}, show`}</Button>
        </div>
      )}
    </div>
  );
}

/** Groups as the given rows have them, rows within as they are sorted. */
function grouped<T extends object>(
  sorted: readonly Row<Features, T>[],
  rows: readonly T[],
  { keyOf }: RowGrouping<T>,
): Row<Features, T>[] {
  return inGroups(sorted, ({ original }) => keyOf(original), [...new Set(rows.map(keyOf))]);
}

interface HeaderCellProps<T extends object> {
  readonly column: Column<T>;
  readonly order: SortColumn<Features, T> | undefined;
}

function HeaderCell<T extends object>({ column, order }: HeaderCellProps<T>) {
  const sorted = order?.getIsSorted() ?? false;
  return (
    <th
      scope="col"
      role="columnheader"
      className={cx(column.align === 'end' && css.end)}
      {...(sorted !== false && { 'aria-sort': sorted === 'asc' ? 'ascending' : 'descending' })}
    >
      {order?.getCanSort() ? (
        <button type="button" className={css.sort} onClick={() => order.toggleSorting()}>
          {column.header}
          {sorted === 'asc' && <ArrowUp size={13} aria-hidden="true" />}
          {sorted === 'desc' && <ArrowDown size={13} aria-hidden="true" />}
        </button>
      ) : (
        <span className={cx(column.isHeaderHidden && css.hidden)}>{column.header}</span>
      )}
    </th>
  );
}
