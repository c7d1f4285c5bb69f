import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState, type Ref } from 'react';
import { cx } from './cx.js';
import css from './DataTable.module.css';
import type { Column, RowGrouping } from './DataTable.js';
import type { Shown } from './kept-order.js';
import { runsOf } from './row-groups.js';
import { KEEPS_ORDER } from './use-kept-order.js';

/** A row where it is shown, by its key. */
type TableRow<T extends object> = Shown<{ readonly id: string; readonly of: T }>;

interface TableRowsProps<T extends object> {
  readonly rows: readonly TableRow<T>[];
  readonly columns: readonly Column<T>[];
  readonly isStale: ((row: T) => boolean) | undefined;
  readonly groups: RowGrouping<T> | undefined;
}

/** A line is a row, or the heading above rows. */
type Line<T extends object> =
  | { readonly group: number; readonly key: string; readonly of: readonly T[] }
  | { readonly group: number; readonly shown: TableRow<T> };

type Placed<T extends object> = Line<T> & { readonly index: number };

/** Above so many rows only those in sight are in the page. */
const ALL_UP_TO = 60;
const ROW_PX = 41;

/** TableRows are the rows of a table, those of each group in a part of its own. */
export function TableRows<T extends object>({ rows, columns, isStale, groups }: TableRowsProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = useMemo(() => linesOf(rows, groups), [rows, groups]);
  const { placed, before, after, measure } = useInSight(lines, body);
  const parts = [...Map.groupBy(placed, ({ group }) => group)];
  const last = parts.length - 1;
  if (parts.length === 0) return <tbody role="rowgroup" ref={body} />;
  return parts.map(([group, own], part) => (
    <tbody key={group} role="rowgroup" {...(part === 0 && { ref: body })} {...KEEPS_ORDER}>
      {part === 0 && before > 0 && <Spacer height={before} />}
      {own.map((line) =>
        'key' in line ? (
          <tr
            key={`heading ${line.key}`}
            role="row"
            data-index={line.index}
            ref={measure}
            className={css.group}
          >
            <th role="rowheader" scope="rowgroup" colSpan={columns.length}>
              {groups?.heading(line.key, line.of)}
            </th>
          </tr>
        ) : (
          <BodyRow
            key={line.shown.row.id}
            line={line.shown}
            index={line.index}
            measure={measure}
            columns={columns}
            isStale={isStale}
          />
        ),
      )}
      {part === last && after > 0 && <Spacer height={after} />}
    </tbody>
  ));
}

function linesOf<T extends object>(
  rows: readonly TableRow<T>[],
  groups: RowGrouping<T> | undefined,
): readonly Line<T>[] {
  if (groups === undefined) return rows.map((shown) => ({ group: 0, shown }));
  return runsOf(rows, ({ row }) => groups.keyOf(row.of)).flatMap(({ key, rows: own }, group) => {
    const of = own.filter(({ isGone }) => !isGone).map(({ row }) => row.of);
    return [{ group, key, of }, ...own.map((shown) => ({ group, shown }))];
  });
}

/** useInSight is all lines of a short table, and of a long one those in sight, with the room that the others take. */
function useInSight<T extends object>(
  lines: readonly Line<T>[],
  body: { readonly current: HTMLTableSectionElement | null },
) {
  const [top, setTop] = useState(0);
  const isLong = lines.length > ALL_UP_TO;
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + window.scrollY);
  }, [isLong, body]);
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count: isLong ? lines.length : 0,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: top,
    enabled: isLong,
  });
  const items = virtualizer.getVirtualItems();
  const all = lines.map((line, index): Placed<T> => ({ ...line, index }));
  if (!isLong) return { placed: all, before: 0, after: 0, measure: null };
  return {
    placed: items.map(({ index }) => all[index]).filter((line) => line !== undefined),
    before: (items[0]?.start ?? top) - top,
    after: virtualizer.getTotalSize() - ((items.at(-1)?.end ?? top) - top),
    measure: virtualizer.measureElement,
  };
}

interface BodyRowProps<T extends object> {
  readonly line: TableRow<T>;
  readonly index: number;
  readonly measure: Ref<HTMLTableRowElement>;
  readonly columns: readonly Column<T>[];
  readonly isStale: ((row: T) => boolean) | undefined;
}

function BodyRow<T extends object>({ line, index, measure, columns, isStale }: BodyRowProps<T>) {
  const { row, isGone } = line;
  return (
    <tr
      role="row"
      data-index={index}
      ref={measure}
      {...(isGone ? { 'aria-hidden': true } : { 'data-row': '' })}
      className={cx(css.row, isGone && css.gone, isStale?.(row.of) && css.stale)}
    >
      {columns.map((column) => (
        <BodyCell key={column.id} column={column} row={row.of} />
      ))}
    </tr>
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
