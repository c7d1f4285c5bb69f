import {
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Header,
  type Row,
  type SortingState,
  type Updater,
} from '@tanstack/react-table';
import { useRouterState } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { counted } from '../time/format.js';
import { Button } from './Button.js';
import { cx } from './cx.js';
import css from './DataTable.module.css';
import './density.js';
import type { Shown } from './kept-order.js';
import { readSort, writeSort } from './sort-text.js';
import { KEEPS_ORDER, useKeptOrder } from './use-kept-order.js';

export interface Column<T> {
  readonly id: string;
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

interface DataTableProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  /** Must be the same array each time, or what has the focus in a row loses it. */
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  /** `name` or `-name`; belongs into the URL (useUrlState). Empty is the order of `rows`. */
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Dims a row whose data is not of now. */
  readonly isStale?: (row: T) => boolean;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

/** Above so many rows only those in sight are in the page. */
const ALL_UP_TO = 60;
const ROW_PX = 41;

/**
 * DataTable is a table, and cards on a phone; `j` and `k` go through its rows, Enter opens the row's first link. While
 * somebody points at a row or has the focus in one, rows keep their places, and what changed of that is offered.
 */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, rows, columns, rowKey, sort = '', onSort, isStale } = props;
  const definitions = useMemo(() => columns.map(definitionOf), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const sorting = useMemo(() => readSort(sort), [sort]);
  const table = useTable<Features, T>({
    features,
    data,
    columns: definitions,
    getRowId: rowKey,
    state: { sorting },
    onSortingChange: (change: Updater<SortingState>) =>
      onSort?.(writeSort(typeof change === 'function' ? change(sorting) : change)),
  });
  const [headers] = table.getHeaderGroups();
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  // Every filter is in the address: what the viewer asked for is shown at once.
  const asked = useRouterState({ select: ({ location }) => location.searchStr });
  const kept = useKeptOrder(table.getRowModel().rows, `${sort} ${asked}`);
  return (
    <div className={css.frame} ref={kept.frame} tabIndex={-1}>
      <table className={css.table} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <thead role="rowgroup" className={css.head}>
          <tr role="row">
            {headers?.headers.map((header) => (
              <HeaderCell key={header.id} header={header} column={byId.get(header.column.id)} />
            ))}
          </tr>
        </thead>
        <Body rows={kept.rows} columns={columns} isStale={isStale} />
      </table>
      {kept.changes > 0 && (
        <div className={css.foot} {...KEEPS_ORDER}>
          <Button onPress={kept.show}>{`${counted(kept.changes, 'change')}, show`}</Button>
        </div>
      )}
    </div>
  );
}

function HeaderCell<T extends object>(props: { header: Header<Features, T>; column: Column<T> | undefined }) {
  const { header, column } = props;
  if (column === undefined) return null;
  const sorted = header.column.getIsSorted();
  const order = sorted === 'asc' ? 'ascending' : 'descending';
  return (
    <th
      scope="col"
      role="columnheader"
      className={cx(column.align === 'end' && css.end)}
      {...(sorted !== false && { 'aria-sort': order })}
    >
      {header.column.getCanSort() ? (
        <button type="button" className={css.sort} onClick={() => header.column.toggleSorting()}>
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

interface BodyProps<T extends object> {
  readonly rows: readonly Shown<Row<Features, T>>[];
  readonly columns: readonly Column<T>[];
  readonly isStale: ((row: T) => boolean) | undefined;
}

function Body<T extends object>({ rows, columns, isStale }: BodyProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  const isLong = rows.length > ALL_UP_TO;
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, [isLong]);
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count: isLong ? rows.length : 0,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: top,
    enabled: isLong,
  });
  const items = virtualizer.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = isLong ? virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top) : 0;
  const shown = isLong
    ? items.map(({ index }) => ({ ...rows[index], index }))
    : rows.map((row, index) => ({ ...row, index }));
  return (
    <tbody role="rowgroup" ref={body} {...KEEPS_ORDER}>
      {before > 0 && <Spacer height={before} />}
      {shown.map(
        ({ row, isGone, index }) =>
          row && (
            <tr
              key={row.id}
              role="row"
              data-index={index}
              {...(isGone ? { 'aria-hidden': true } : { 'data-row': '' })}
              {...(isLong && { ref: virtualizer.measureElement })}
              className={cx(css.row, isGone && css.gone, isStale?.(row.original) && css.stale)}
            >
              {columns.map((column) => (
                <BodyCell key={column.id} column={column} row={row.original} />
              ))}
            </tr>
          ),
      )}
      {after > 0 && <Spacer height={after} />}
    </tbody>
  );
}

function BodyCell<T>({ column, row }: { readonly column: Column<T>; readonly row: T }) {
  return (
    <td
      role="cell"
      data-label={column.isHeaderHidden ? '' : column.header}
      className={cx(column.align === 'end' && css.end, column.isTitle && css.title)}
    >
      <div className={css.cell}>{column.cell(row)}</div>
    </td>
  );
}

function Spacer({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden="true" className={css.spacer}>
      <td style={{ height }} />
    </tr>
  );
}

function definitionOf<T extends object>({ id, header, sortBy }: Column<T>): ColumnDef<Features, T> {
  return {
    id,
    header,
    accessorFn: (row: T) => sortBy?.(row) ?? '',
    enableSorting: sortBy !== undefined,
    sortFn: (one, other) => compared(sortBy?.(one.original), sortBy?.(other.original)),
  };
}

function compared(one: string | number | undefined, other: string | number | undefined): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).localeCompare(String(other), 'en', { numeric: true });
}
