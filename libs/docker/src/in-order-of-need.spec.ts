import fc from 'fast-check';
import { inOrderOfNeed } from './in-order-of-need.js';

const over = (needs: Readonly<Record<string, readonly string[]>>) => (name: string) => needs[name] ?? [];

it('a service comes after what it needs, also through one that was not named', () => {
  const needs = over({ web: ['cache'], cache: ['db'] });
  expect(inOrderOfNeed(['web', 'other', 'db'], needs)).toEqual(['db', 'web', 'other']);
});

it('services that need each other come all the same, once', () => {
  expect(inOrderOfNeed(['a', 'b'], over({ a: ['b'], b: ['a'] }))).toEqual(['b', 'a']);
});

it('whatever the needs, the names are the same, and none comes before what it needs', () => {
  const size = 8;
  const edges = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)));
  fc.assert(
    fc.property(edges, fc.shuffledSubarray(Array.from({ length: size }, (_, n) => n)), (given, chosen) => {
      // An edge from a greater number to a smaller one makes no circle.
      const downward = given.filter(([from, to]) => from > to);
      const needs = (name: string) =>
        downward.filter(([from]) => String(from) === name).map(([, to]) => String(to));
      const names = chosen.map(String);
      const ordered = inOrderOfNeed(names, needs);
      expect([...ordered].sort()).toEqual([...names].sort());
      for (const name of names) {
        for (const need of needs(name).filter((each) => names.includes(each))) {
          expect(ordered.indexOf(need)).toBeLessThan(ordered.indexOf(name));
        }
      }
    }),
  );
});
