import type { FieldDifference } from '../../api/ops-views.js';
import { differs, placeWords, sideWords } from './difference-words.js';

const difference = (given: Partial<FieldDifference>): FieldDifference => ({
  field: 'environment',
  key: 'MODE',
  change: 'changed',
  hidden: true,
  ...given,
});
const sides = (given: Partial<FieldDifference>) =>
  (['running', 'files'] as const).map((side) => sideWords(difference(given), side).text);

it.each([
  [['environment', 'MODE'], 'Variable MODE'],
  [['limits', 'memory'], 'Memory limit'],
  [['command', ''], 'Command'],
  [['ports', '80/tcp'], 'Port 80/tcp'],
  [['something-new', 'x'], 'something-new x'],
] as const)('%j is called %s', ([field, key], words) => {
  expect(placeWords({ field: field as FieldDifference['field'], key })).toBe(words);
});

it('a hidden value is said to be there, to be another, or not to be', () => {
  expect(sides({})).toEqual(['Set', 'Set, another value']);
  expect(sides({ change: 'added' })).toEqual(['Not set', 'Set']);
  expect(sides({ change: 'removed' })).toEqual(['Set', 'Not set']);
});

it('a value that is told is shown, and one that is not there is not set', () => {
  const port = { field: 'ports', hidden: false, change: 'removed', running: '8080' } as const;
  expect(sides(port)).toEqual(['8080', 'Not set']);
});

it('there is no mark where the exact difference is not known', () => {
  expect(differs({ drift: 'drifted', differs: ['ports'] })).toBe(true);
  expect([
    differs({ drift: 'drifted' }),
    differs({ drift: 'drifted', differs: [] }),
    differs({ drift: 'none', differs: ['ports'] }),
  ]).toEqual([false, false, false]);
});
