import { assert, constantFrom, dictionary, property, stringMatching } from 'fast-check';
import { registryDiff, sameEntries } from './registry-diff.js';

const entries = dictionary(stringMatching(/^[a-e]$/), constantFrom('1', '2')).map(
  (revisions) => new Map(Object.entries(revisions).map(([id, revision]) => [id, { revision }])),
);

it('puts every server of before and after into exactly one place', () => {
  assert(
    property(entries, entries, (before, after) => {
      const { added, removed, changed, unchanged } = registryDiff(before, after);
      const all = [...added, ...removed, ...changed, ...unchanged].toSorted();
      expect(all).toEqual([...new Set([...before.keys(), ...after.keys()])].toSorted());
    }),
  );
});

const byId = <T>(entries: Iterable<[string, T]>) => {
  return new Map([...entries].sort(([one], [other]) => one.localeCompare(other)));
};

it('says what turns the one into the other', () => {
  assert(
    property(entries, entries, (before, after) => {
      const { added, removed, changed } = registryDiff(before, after);
      const next = new Map(before);
      for (const id of removed) next.delete(id);
      for (const id of [...added, ...changed]) next.set(id, after.get(id) ?? { revision: '1' });
      expect(byId(next)).toEqual(byId(after));
      const isEmpty = added.length + removed.length + changed.length === 0;
      expect(sameEntries(byId(before), byId(after))).toBe(isEmpty);
    }),
  );
});

it('takes another order for a change, since the first of two servers keeps a name', () => {
  const [a, b] = [
    ['a', { revision: '1' }],
    ['b', { revision: '1' }],
  ] as const;
  expect(sameEntries(new Map([a, b]), new Map([b, a]))).toBe(false);
});
