import type { Row } from '@tanstack/react-table';
import { lazy, Suspense, useMemo, useRef, useState, type Ref } from 'react';
import type { Features } from './column-definition.js';
import { cx } from './cx.js';
import css from './DataTable.module.css';
import type { Column, RowGrouping } from './DataTable.js';
import type { Shown } from './kept-order.js';
import type { InSight } from './LongRows.js';
import { runsOf } from './row-groups.js';
import { ROW_PX } from './row-height.js';
import { KEEPS_ORDER } from './use-kept-order.js';

type TableRow<T extends object> = Shown<Row<Features, T>>;

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

// Most tables are short. Until it is there a long one has its first lines, and the room of the others.
const LongRows = lazy(async () => ({ default: (await import('./LongRows.js')).LongRows }));

/** TableRows are the rows of a table, those of each group in a part of its own. */
export function TableRows<T extends object>({ rows, columns, isStale, groups }: TableRowsProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const lines = useMemo(() => linesOf(rows, groups), [rows, groups]);
  const [inSight, setInSight] = useState<InSight>();
  const isLong = lines.length > ALL_UP_TO;
  const sight = isLong && inSight ? inSight : beginning(lines.length);
  const parts = [...Map.groupBy(placedIn(lines, sight), ({ group }) => group)];
  const last = parts.length - 1;
  if (parts.length === 0) return <tbody role="rowgroup" ref={body} />;
  return (
    <>
      {parts.map(([group, own], part) => (
        <tbody key={group} role="rowgroup" {...(part === 0 && { ref: body })} {...KEEPS_ORDER}>
          {part === 0 && sight.before > 0 && <Spacer height={sight.before} />}
          {own.map((line) =>
            'key' in line ? (
              <tr
                key={`heading ${line.key}`}
                role="row"
                data-index={line.index}
                ref={sight.measure}
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
                measure={sight.measure}
                columns={columns}
                isStale={isStale}
              />
            ),
          )}
          {part === last && sight.after > 0 && <Spacer height={sight.after} />}
        </tbody>
      ))}
      {isLong && (
        <Suspense>
          <LongRows count={lines.length} body={body} onSight={setInSight} />
        </Suspense>
      )}
    </>
  );
}

/** All lines of a short table, the first ones of a long one. */
function beginning(count: number): Omit<InSight, 'measure'> & { readonly measure: null } {
  const last = Math.min(count, ALL_UP_TO) - 1;
  return { first: 0, last, before: 0, after: (count - 1 - last) * ROW_PX, measure: null };
}

function placedIn<T extends object>(
  lines: readonly Line<T>[],
  { first, last }: Pick<InSight, 'first' | 'last'>,
): Placed<T>[] {
  return lines.slice(first, last + 1).map((line, place) => ({ ...line, index: first + place }));
}

function linesOf<T extends object>(
  rows: readonly TableRow<T>[],
  groups: RowGrouping<T> | undefined,
): readonly Line<T>[] {
  if (groups === undefined) return rows.map((shown) => ({ group: 0, shown }));
  return runsOf(rows, ({ row }) => groups.keyOf(row.original)).flatMap(({ key, rows: own }, group) => {
    const of = own.filter(({ isGone }) => !isGone).map(({ row }) => row.original);
    return [{ group, key, of }, ...own.map((shown) => ({ group, shown }))];
  });
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
      className={cx(css.row, isGone && css.gone, isStale?.(row.original) && css.stale)}
    >
      {columns.map((column) => (
        <BodyCell key={column.id} column={column} row={row.original} />
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
