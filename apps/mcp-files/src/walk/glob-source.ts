import { RE2JS } from 're2js';

/** GlobError says why a glob cannot be read. */
export class GlobError extends Error {}

const MOST_ALTERNATIVES = 64;

/**
 * globSource writes a glob as a pattern of RE2, whose matching takes time in proportion to the text, whatever the
 * pattern: globs come from clients and from the .gitignore files of strangers. `*` and `?` stay within a name, `**` as a
 * whole name stands for any folders, `[a-z]` and `[!a-z]` are one character, a backslash takes the next one as it is.
 * With `braces`, `{a,b}` is one of several. Throws GlobError.
 */
export function globSource(glob: string, { braces }: { readonly braces: boolean }): string {
  return new GlobReader(glob, braces).source();
}

class GlobReader {
  #at = 0;
  #depth = 0;
  #alternatives = 0;
  #source = '';

  constructor(
    private readonly glob: string,
    private readonly braces: boolean,
  ) {}

  source(): string {
    while (this.#at < this.glob.length) this.#source += this.next();
    if (this.#depth > 0) throw new GlobError('has a { without its }');
    return this.#source;
  }

  private next(): string {
    const character = this.glob[this.#at];
    if (character === '*') return this.stars();
    if (character === '[') return this.set();
    if (this.braces && '{},'.includes(character ?? '')) return this.brace(character);
    this.#at++;
    if (character === '?') return '[^/]';
    return character === '\\' ? this.escaped() : RE2JS.quote(this.whole(this.#at - 1));
  }

  /** A character beyond the basic plane is two units long. */
  private whole(at: number): string {
    const character = String.fromCodePoint(this.glob.codePointAt(at) ?? 0);
    this.#at = at + character.length;
    return character;
  }

  private escaped(): string {
    if (this.#at >= this.glob.length) throw new GlobError('ends with a backslash');
    return RE2JS.quote(this.whole(this.#at));
  }

  private stars(): string {
    const start = this.#at;
    while (this.glob[this.#at] === '*') this.#at++;
    const begins = start === 0 || this.glob[start - 1] === '/';
    const after = this.glob[this.#at];
    if (this.#at - start !== 2 || !begins || (after !== undefined && after !== '/')) return '[^/]*';
    if (after === undefined) return start === 0 ? '.*' : '.+';
    this.#at++;
    return '(?:[^/]+/)*';
  }

  private brace(character: string | undefined): string {
    this.#at++;
    if (character === ',') return this.#depth > 0 ? '|' : ',';
    if (character === '}') {
      if (this.#depth === 0) return '\\}';
      this.#depth--;
      return ')';
    }
    if (++this.#alternatives > MOST_ALTERNATIVES) throw new GlobError('has too many {');
    this.#depth++;
    return '(?:';
  }

  /** A `]` right after the beginning is a member, and `/` is none. */
  private set(): string {
    let at = this.#at + 1;
    const negated = this.glob[at] === '!' || this.glob[at] === '^';
    if (negated) at++;
    const start = at;
    let members = '';
    while (this.glob[at] !== ']' || at === start) {
      const [member, length] = this.member(at);
      members += member;
      at += length;
    }
    this.#at = at + 1;
    return negated ? `[^/${members}]` : `[${members}]`;
  }

  private member(at: number): readonly [string, number] {
    const rest = this.glob.slice(at, at + 16);
    const [named] = /^\[:[a-z]+:\]/.exec(rest) ?? [];
    if (named !== undefined) return [named, named.length];
    const escapes = rest.startsWith('\\');
    const character = this.glob.codePointAt(escapes ? at + 1 : at);
    if (character === undefined) throw new GlobError('has a [ without its ]');
    const text = String.fromCodePoint(character);
    const isRange = text === '-' && !escapes;
    return [isRange ? '-' : text.replace(/[[\]\\^&~-]/, String.raw`\$&`), text.length + (escapes ? 1 : 0)];
  }
}
