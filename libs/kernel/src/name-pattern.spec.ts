import fc from 'fast-check';
import { anyMatches, matchOf, reachOf } from './name-pattern.js';

const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 });
const names = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });

function asRegExp(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
}

describe('a name pattern', () => {
  it('matches what the regular expression matches that it stands for', () => {
    fc.assert(
      fc.property(patterns, names, (pattern, name) => {
        expect(anyMatches([pattern], name)).toBe(asRegExp(pattern).test(name));
      }),
    );
  });

  it('is found by the name that it matches, the first one of several', () => {
    expect(matchOf(['x', 'git*', '*'], 'github')).toBe('git*');
    expect(matchOf(['x', 'git'], 'github')).toBeUndefined();
    expect(matchOf([], 'github')).toBeUndefined();
  });

  it('takes a dot and other signs of regular expressions for themselves', () => {
    expect(anyMatches(['a.c', 'a+'], 'abc')).toBe(false);
    expect(anyMatches(['a.c'], 'a.c')).toBe(true);
  });
});

describe('the reach of a pattern', () => {
  it.each([
    ['*', true],
    ['github/*', true],
    ['github/get_*', true],
    ['github/get_issue', true],
    ['git*', true],
    ['*_issue', true],
    ['github/', false],
    ['github', false],
    ['gitlab/*', false],
    ['github-x/*', false],
  ])('%s reaches below github/: %s', (pattern, expected) => {
    expect(reachOf([pattern], 'github/')).toBe(expected ? pattern : undefined);
  });

  it('holds every name that the pattern matches', () => {
    fc.assert(
      fc.property(patterns, names, names, (pattern, start, end) => {
        fc.pre(end !== '' && asRegExp(pattern).test(start + end));
        expect(reachOf([pattern], start)).toBe(pattern);
      }),
    );
  });
});
