import { nextSort, readSort, sortedBy } from './sort-rows.js';

it.each([
  ['', undefined],
  ['name', { column: 'name', isDown: false }],
  ['-name', { column: 'name', isDown: true }],
])('%j in the address is the order %j', (text, order) => {
  expect(readSort(text)).toEqual(order);
});

it('presses on a head go through both ways and back to none: names upwards first, numbers downwards', () => {
  const presses = (first: string | number) => {
    const one = nextSort('-other', 'size', first);
    const two = nextSort(one, 'size', first);
    return [one, two, nextSort(two, 'size', first)];
  };
  expect(presses('a')).toEqual(['size', '-size', '']);
  expect(presses(1)).toEqual(['-size', 'size', '']);
  expect(nextSort('', 'size', 'a')).toBe('size');
});

it('numbers are ordered as numbers, also within names, and what is alike keeps its order either way', () => {
  expect(sortedBy(['n10', 'n2'], (name) => name, false)).toEqual(['n2', 'n10']);
  expect(sortedBy([9, 10, 1], (value) => value, true)).toEqual([10, 9, 1]);
  const rows = ['b1', 'a', 'b2'];
  const byLetter = (row: string) => row.charAt(0);
  expect(sortedBy(rows, byLetter, false)).toEqual(['a', 'b1', 'b2']);
  expect(sortedBy(rows, byLetter, true)).toEqual(['b1', 'b2', 'a']);
});
