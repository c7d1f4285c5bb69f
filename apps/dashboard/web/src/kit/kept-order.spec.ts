import { inOrder, keepOrder } from './kept-order.js';

const rows = (ids: string, of = '') => ids.split('').map((id) => ({ id, of }));
const kept = (before: string, after: string) => {
  const { rows: shown, changes } = keepOrder(inOrder(rows(before)).rows, rows(after, 'new'));
  return { ids: shown.map(({ row, isGone }) => (isGone ? '-' : row.id)).join(''), changes };
};

it('rows stay where they are, with what is new of them, and it is counted how many are not in their place', () => {
  const { rows: shown, changes } = keepOrder(inOrder(rows('abcd')).rows, rows('dabc', 'new'));
  expect(shown.map(({ row }) => row)).toEqual(rows('abcd', 'new'));
  expect(changes).toBe(1);
});

it('a row that is gone leaves its place empty', () => {
  expect(kept('abc', 'ac')).toEqual({ ids: 'a-c', changes: 1 });
});

it('a new row is put below all others, which is no change where it belongs there', () => {
  expect(kept('bc', 'abc')).toEqual({ ids: 'bca', changes: 1 });
  expect(kept('ab', 'abc')).toEqual({ ids: 'abc', changes: 0 });
});

it('a list that shares nothing with the one before is another list', () => {
  expect(kept('ab', 'xy')).toEqual({ ids: 'xy', changes: 0 });
});
