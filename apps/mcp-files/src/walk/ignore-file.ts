import { RE2JS } from 're2js';
import { globSource } from './glob-source.js';

interface Rule {
  readonly pattern: RE2JS;
  readonly ignores: boolean;
  readonly foldersOnly: boolean;
}

const MOST_RULES = 2_000;
const LONGEST = 1_024;

/**
 * IgnoreFile holds the rules of one .gitignore, as gitignore(5) has them. Paths are relative to its folder. A line that
 * cannot be read is no rule, as with git.
 */
export class IgnoreFile {
  readonly #rules: readonly Rule[];

  constructor(text: string) {
    const lines = text.replace(/^\uFEFF/, '').split('\n', MOST_RULES);
    this.#rules = lines.flatMap((line) => ruleOf(line)).toReversed();
  }

  /** verdict is that of the last rule that matches; undefined when none does. */
  verdict(path: string, isFolder: boolean): boolean | undefined {
    const rule = this.#rules.find(
      ({ pattern, foldersOnly }) => (isFolder || !foldersOnly) && pattern.testExact(path),
    );
    return rule?.ignores;
  }
}

function ruleOf(line: string): Rule[] {
  const said = withoutTrailingSpaces(line.replace(/\r$/, ''));
  if (said === '' || said.startsWith('#') || said.length > LONGEST) return [];
  const ignores = !said.startsWith('!');
  const wanted = ignores ? said : said.slice(1);
  const foldersOnly = wanted.endsWith('/');
  const glob = foldersOnly ? wanted.slice(0, -1) : wanted;
  if (glob === '') return [];
  try {
    const pattern = RE2JS.compile(sourceOf(glob), RE2JS.DOTALL);
    return [{ pattern, ignores, foldersOnly }];
  } catch {
    return [];
  }
}

/** A slash anywhere but at the end ties a rule to the file's own folder. */
function sourceOf(glob: string): string {
  const bound = glob.replace(/^\//, '');
  const source = globSource(bound, { braces: false });
  return glob.includes('/') ? source : `(?:[^/]+/)*(?:${source})`;
}

/** Spaces at the end count only behind a backslash. Counted by hand: a pattern for it would look back again and again. */
function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && !isEscaped(line, end - 1)) end--;
  return line.slice(0, end);
}

function isEscaped(line: string, at: number): boolean {
  let slashes = 0;
  while (line[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}
