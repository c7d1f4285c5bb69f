import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { IgnoreFile } from './ignore-file.js';

const PATHS = [
  'a',
  'b',
  'ab',
  'a.b',
  'a b',
  'a/b',
  'b/a',
  'a/a/b',
  'a/b/a',
  'b/ab/a.b',
  'a/a/a/b',
  '-',
  ']',
  'a]',
  '#a',
  '!a',
  '\\',
];

/** What Git itself says: which of the paths it ignores, as files. */
class Git {
  readonly #folder = mkdtempSync(join(tmpdir(), 'git-ignore-'));

  constructor() {
    execFileSync('git', ['init', '--quiet', this.#folder]);
  }

  ignored(rules: string): string[] {
    writeFileSync(join(this.#folder, '.gitignore'), rules);
    const args = ['-C', this.#folder, 'check-ignore', '--no-index', '--stdin', '-z'];
    try {
      return execFileSync('git', args, { input: PATHS.join('\0'), encoding: 'utf8' })
        .split('\0')
        .slice(0, -1);
    } catch (error) {
      // Its way to say that none is.
      if ((error as { status: number }).status === 1) return [];
      throw error;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function ignored(rules: string): string[] {
  const file = new IgnoreFile(rules);
  return PATHS.filter((path) => {
    const names = path.split('/');
    return names.some((_, index) => {
      const part = names.slice(0, index + 1).join('/');
      return file.verdict(part, index + 1 < names.length) === true;
    });
  });
}

it.each([
  'a',
  '/a',
  'a/',
  '/a/b',
  'a/b',
  '**/b',
  'a/**',
  'a/**/b',
  '*',
  '*.b',
  '?',
  'a?b',
  'a*',
  '[ab]',
  '[!a]',
  '[^a]/b',
  '[a-b]b',
  '[]]',
  '[a]]',
  '[]-]',
  '\\#a',
  '#a',
  '\\!a',
  '!a',
  'a\\ b',
  'a b  ',
  'a\\ ',
  '*\n!a',
  '*\n!a/\n!b/a',
  'a/\n!a/b',
  '/*\n!/a',
  '**',
  '**/',
  '/**/b',
  'a//b',
  '[',
  'a[',
  '\\',
  '[[:alpha:]]',
  'a\r\nb\r',
  '{a,b}',
  'a/*/b',
  '\\a',
  '[\\]]',
])('agrees with Git on %j', (rules) => {
  using git = new Git();
  expect(ignored(rules)).toEqual(git.ignored(rules));
});

it('agrees with Git on any rules', () => {
  using git = new Git();
  // Git treats `a**` as `**` or as `*`, by where it finds memory; and it compares bytes, so all of this is ASCII.
  const piece = fc.constantFrom('a', 'b', '.', '*', '?', '[ab]', '[!a]', ' ', '\\ ');
  const name = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
  const names = fc.oneof(
    fc.constant('**'),
    name.filter((one) => !one.includes('**')),
  );
  const path = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const rule = fc.tuple(fc.constantFrom('', '!', '/', '!/'), path, fc.constantFrom('', '/', ' '));
  const rules = fc.array(
    rule.map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  );
  const file = rules.map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(file, (rules) => {
      expect(ignored(rules)).toEqual(git.ignored(rules));
    }),
    { numRuns: 60 },
  );
});

it('takes no time over rules that make other engines look back for ever', () => {
  const rules = new IgnoreFile(`${'*a'.repeat(200)}b\n${'**/'.repeat(100)}x\n${' '.repeat(1_000)}`);
  const start = performance.now();
  for (let run = 0; run < 20; run++) rules.verdict('a'.repeat(250), false);
  expect(performance.now() - start).toBeLessThan(2_000);
});

it('compares characters, not bytes', () => {
  const rules = new IgnoreFile('?\nä[öü]\n');
  expect(['ä', '😀', 'äü', 'öä'].map((path) => rules.verdict(path, false))).toEqual([
    true,
    true,
    true,
    undefined,
  ]);
});
