import { inGroups, runsOf } from './row-groups.js';

const first = (row: string) => row.charAt(0);

it('rows of a group stand together in the order that they had, groups in that which is given', () => {
  expect(inGroups(['b2', 'a9', 'c1', 'b1', 'a1'], first, ['a', 'b'])).toEqual(['a9', 'a1', 'b2', 'b1', 'c1']);
});

it('each run of a group has a heading, and a row below all others the heading of its group again', () => {
  expect(runsOf(['a1', 'a2', 'b1', 'a3'], first)).toEqual([
    { key: 'a', rows: ['a1', 'a2'] },
    { key: 'b', rows: ['b1'] },
    { key: 'a', rows: ['a3'] },
  ]);
});
