import type { ServerEntry } from '../registry/server-entry.js';
import type { CurrentServer } from '../upstream/server-source.js';
import { harmlessText } from './harmless-text.js';

export const MASK = '***';
/** Shorter values are words that could stand anywhere. */
const SHORTEST = 4;
const LINE_END = /\r\n|\n|\r/;
const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

/** SecretMask hides values wherever they stand in a line: as they are, and as JSON, URLs and base64 have them. */
export class SecretMask {
  private readonly forms: readonly string[];
  private readonly pattern: RegExp | undefined;

  constructor(values: Iterable<string>) {
    const forms = [...values].flatMap(formsOf).filter(({ length }) => length >= SHORTEST);
    // A value that holds another one is masked first, and whole.
    this.forms = [...new Set(forms)].sort((a, b) => b.length - a.length);
    const words = this.forms.map((form) => form.replace(SPECIAL, '\\$&')).join('|');
    this.pattern = words === '' ? undefined : new RegExp(words, 'g');
  }

  /** in returns the line masked. Of a line that was cut, an end that may be the beginning of a value goes as well. */
  in(line: string, isCut = false): string {
    if (this.pattern === undefined) return line;
    const begun = isCut ? this.begunAtEnd(line) : 0;
    const known = line.slice(0, line.length - begun).replace(this.pattern, MASK);
    return begun === 0 ? known : `${known}${MASK}`;
  }

  /** How long the end of the line is with which a value begins, that may go on behind it. */
  private begunAtEnd(line: string): number {
    const longest = Math.min(line.length, this.forms[0]?.length ?? 0);
    for (let length = longest; length > 0; length -= 1) {
      const end = line.slice(line.length - length);
      if (this.forms.some((form) => form.length > length && form.startsWith(end))) return length;
    }
    return 0;
  }
}

/** maskOf hides the values of a server's variables, but for those that the registry itself tells or calls no secret. */
export function maskOf({ entry, env }: Pick<CurrentServer, 'entry' | 'env'>): SecretMask {
  const known = masks.get(env);
  if (known !== undefined) return known;
  const mask = new SecretMask(
    Object.entries(env).flatMap(([name, value]) => (isOpen(entry.env_schema[name], value) ? [] : [value])),
  );
  masks.set(env, mask);
  return mask;
}

const masks = new WeakMap<CurrentServer['env'], SecretMask>();

function isOpen(wish: ServerEntry['env_schema'][string] | undefined, value: string): boolean {
  if (wish === undefined || typeof wish === 'string' || wish.secret === true) return false;
  return wish.secret === false || wish.default === value;
}

/** A value of several lines is told line by line. */
function formsOf(value: string): string[] {
  const lines = value.split(LINE_END).map((line) => harmlessText(line).trim());
  return lines.flatMap((line) => [
    line,
    JSON.stringify(line).slice(1, -1),
    encodeURIComponent(line),
    Buffer.from(line).toString('base64'),
  ]);
}
