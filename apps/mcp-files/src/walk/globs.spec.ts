import { Globs } from './globs.js';

it.each([
  ['*.ts', ['a.ts', 'src/a.ts', '.a.ts'], ['a.tsx', 'a.ts/b']],
  ['src/*.ts', ['src/a.ts'], ['a.ts', 'src/b/a.ts', 'x/src/a.ts']],
  ['src/**/*.ts', ['src/a.ts', 'src/b/c/a.ts'], ['lib/a.ts']],
  ['**/test/**', ['test/a', 'a/test/b/c'], ['test', 'a/tests/b']],
  ['*.{ts,js}', ['a.ts', 'b/a.js'], ['a.css', 'a.{ts,js}']],
  ['{src,lib}/**', ['src/a', 'lib/b/c'], ['a/src/b']],
  ['[a-c]?.txt', ['a1.txt', 'x/bb.txt'], ['d1.txt', 'a.txt']],
  ['/a.txt', ['a.txt', 'b/a.txt'], []],
  ['a.b+(c)', ['a.b+(c)'], ['axb+(c)', 'a.bc']],
  ['Ä😀?', ['Ä😀x', 'Ä😀😀'], ['Ä😀']],
])('%s', (glob, matching, others) => {
  const globs = new Globs([glob], 'pattern');
  expect(matching.filter((path) => !globs.match(path))).toEqual([]);
  expect(others.filter((path) => globs.match(path))).toEqual([]);
});

it.each(['[a', '{a', 'a\\', '{'.repeat(100) + '}'.repeat(100)])(
  'says that %s is no glob, and of which argument',
  (glob) => {
    expect(() => new Globs([glob], 'exclude')).toThrow(/^exclude: (has|ends|is)/);
  },
);

it('takes no time over globs that make other engines look back for ever', () => {
  const globs = new Globs(
    [`${'*a'.repeat(200)}b`, `${'**/'.repeat(150)}*b`, `${'{a,aa,aaa}*'.repeat(40)}b`],
    'pattern',
  );
  const start = performance.now();
  expect(globs.match('a/'.repeat(1_000))).toBe(false);
  expect(globs.match('a'.repeat(4_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(3_000);
});
