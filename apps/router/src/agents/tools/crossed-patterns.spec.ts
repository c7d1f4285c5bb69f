import { anyMatches } from '@app/kernel';
import fc from 'fast-check';
import { crossedPatterns } from './crossed-patterns.js';

const letter = fc.constantFrom('a', 'b', '/');
const pattern = fc
  .array(fc.oneof(letter, fc.constant('*')), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''));
const name = fc.array(letter, { maxLength: 9 }).map((parts) => parts.join(''));

describe('crossed patterns', () => {
  it('match exactly the names that both sides match', () => {
    const sides = fc.array(pattern, { maxLength: 3 });
    fc.assert(
      fc.property(sides, sides, fc.array(name, { minLength: 10, maxLength: 40 }), (left, right, names) => {
        const crossed = crossedPatterns(left, right);
        for (const each of names) {
          expect(anyMatches(crossed, each)).toBe(anyMatches(left, each) && anyMatches(right, each));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [['*'], ['github/*'], ['github/*']],
    [['github/*'], ['*/create_*'], ['github/create_*', 'github/*/create_*']],
    [['github/*', 'files/read'], ['files/*', 'memory/*'], ['files/read']],
    [['*'], [], []],
  ])('of %j and %j are %j', (left, right, crossed) => {
    expect(crossedPatterns(left, right).sort()).toEqual([...crossed].sort());
  });

  it('refuses rules that cross in too many ways, and does not take long for it', () => {
    const tangled = 'a*'.repeat(60);
    const other = '*b'.repeat(60);
    expect(() => crossedPatterns([tangled], [other])).toThrow('too many ways');
  });
});
