import { readSort, writeSort } from './sort-text.js';

it.each([
  ['', []],
  ['name', [{ id: 'name', desc: false }]],
  ['-name', [{ id: 'name', desc: true }]],
])('%j in the address is the order %j, and is written like that', (text, order) => {
  expect(readSort(text)).toEqual(order);
  expect(writeSort(order)).toBe(text);
});
