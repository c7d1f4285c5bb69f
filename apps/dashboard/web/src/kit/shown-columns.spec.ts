import fc from 'fast-check';
import { choiceOf, visibilityOf } from './shown-columns.js';

const COLUMNS = [
  { id: 'name', isTitle: true },
  { id: 'state' },
  { id: 'node', isAlways: true },
  { id: 'cpu' },
  { id: 'project', isOptional: true },
  { id: 'actions', isHeaderHidden: true },
];
const idsOf = (choice: string) => {
  const visible = visibilityOf(COLUMNS, choice);
  return COLUMNS.map(({ id }) => id).filter((id) => visible[id]);
};

it('at first all are shown but those that are by choice', () => {
  expect(idsOf('')).toEqual(['name', 'state', 'node', 'cpu', 'actions']);
});

it('the name of a row, what can be done with it and what must never be hidden stay, whatever was chosen', () => {
  expect(idsOf('-name -state -node -actions +project')).toEqual([
    'name',
    'node',
    'cpu',
    'project',
    'actions',
  ]);
});

it('words that mean nothing here change nothing, and are kept for the tables that know them', () => {
  expect(idsOf('+gone -toString  +state {"a":1}')).toEqual(idsOf(''));
  expect(choiceOf(COLUMNS, ['state'], '+gone -cpu')).toBe('+gone -cpu');
  expect(choiceOf(COLUMNS, ['state', 'cpu'], '+gone -cpu')).toBe('+gone');
});

it('any choice is read back as it was made', () => {
  const free = ['state', 'cpu', 'project'];
  fc.assert(
    fc.property(fc.subarray(free), fc.string(), (shown, before) => {
      const fixed = ['name', 'node', 'actions'];
      const read = idsOf(choiceOf(COLUMNS, shown, before)).filter((id) => !fixed.includes(id));
      expect(read).toEqual(shown);
    }),
  );
});
