import { useTable, type SortingState, type Updater } from '@tanstack/react-table';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { definitionOf, features } from './column-definition.js';
import { readSort, writeSort } from './sort-text.js';

interface Row {
  readonly id: string;
  readonly size: number;
}
const COLUMNS = [
  { id: 'name', header: 'Name', sortBy: ({ id }: Row) => id },
  { id: 'letter', header: 'Letter', sortBy: ({ id }: Row) => id.charAt(0) },
  { id: 'size', header: 'Size', sortBy: ({ size }: Row) => size },
  { id: 'buttons', header: 'Actions' },
].map(definitionOf<Row>);
const ROWS = ['b10', 'a', 'b2'].map((id, place) => ({ id, size: [9, 10, 1][place] ?? 0 }));

/** A table in the order of `sort`: its rows, and what the order is to be after a press on the head of a column. */
function shown(sort: string, column?: string): { readonly rows: readonly string[]; readonly next?: string } {
  const sorting = readSort(sort);
  let rows: readonly string[] = [];
  let next: string | undefined;
  const onSortingChange = (change: Updater<SortingState>) => {
    next = writeSort(typeof change === 'function' ? change(sorting) : change);
  };
  function Probe() {
    const table = useTable({ features, columns: COLUMNS, data: ROWS, state: { sorting }, onSortingChange });
    rows = table.getRowModel().rows.map(({ original }) => original.id);
    if (column !== undefined) table.getColumn(column)?.toggleSorting();
    return null;
  }
  renderToString(createElement(Probe));
  return next === undefined ? { rows } : { rows, next };
}

const sorted = (sort: string) => shown(sort).rows;
const pressed = (sort: string, column: string) => shown(sort, column).next;

it('numbers are ordered as numbers, also within names', () => {
  expect(sorted('name')).toEqual(['a', 'b2', 'b10']);
  expect(sorted('-size')).toEqual(['a', 'b10', 'b2']);
});

it('what is alike keeps its order either way, as everything does without an order', () => {
  expect(sorted('letter')).toEqual(['a', 'b10', 'b2']);
  expect(sorted('-letter')).toEqual(['b10', 'b2', 'a']);
  expect(sorted('')).toEqual(['b10', 'a', 'b2']);
});

it('an order by what cannot be ordered by, or is not there, is none', () => {
  expect(sorted('buttons')).toEqual(sorted(''));
  expect(sorted('-gone')).toEqual(sorted(''));
});

it('presses on a head go through both ways and back to none: names upwards first, numbers downwards', () => {
  const presses = (column: string, from: string) => {
    const one = pressed(from, column) ?? '';
    const two = pressed(one, column) ?? '';
    return [one, two, pressed(two, column)];
  };
  expect(presses('name', '-size')).toEqual(['name', '-name', '']);
  expect(presses('size', 'name')).toEqual(['-size', 'size', '']);
});
