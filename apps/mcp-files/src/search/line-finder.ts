import { RE2JS, RE2JSException } from 're2js';
import { ToolFailure } from '../server/tool-failure.js';

/** LineFinder finds something within a line: where it begins, or -1. */
export interface LineFinder {
  find(line: string): number;
  /** False when no line of the text can hold it. */
  mayBeIn(text: string): boolean;
  /** Longer lines would take too long, since nothing else is done while one is searched. */
  readonly longestLine: number;
}

export interface Wish {
  readonly query: string;
  readonly literal: boolean;
  readonly caseSensitive: boolean;
}

/** How large an expression may get once its repetitions are written out. */
const LARGEST = 2_000;
/** At worst a step of an expression is taken at each character of a line: a second or so for that many. */
const MOST_STEPS = 20_000_000;
const REPETITION = /\{(\d+)(?:,(\d*))?\}/g;

/**
 * lineFinder reads what is searched for. Expressions are RE2's: they take time in proportion to the text and to their own
 * size, whatever a client writes, and so have neither look-around nor back-references. Throws ToolFailure about `query`.
 */
export function lineFinder({ query, literal, caseSensitive }: Wish): LineFinder {
  if (/[\r\n]/.test(query))
    throw new ToolFailure('query', 'holds a line break, and lines are searched one by one');
  if (literal && caseSensitive) {
    const find = (line: string) => line.indexOf(query);
    return { find, mayBeIn: (text) => text.includes(query), longestLine: Infinity };
  }
  const pattern = compiled(literal ? RE2JS.quote(query) : query, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  return {
    longestLine: Math.floor(MOST_STEPS / pattern.programSize()),
    mayBeIn: () => true,
    find(line) {
      if (!pattern.test(line)) return -1;
      const matcher = pattern.matcher(line);
      return matcher.find() ? matcher.start() : -1;
    },
  };
}

function compiled(expression: string, flags: number): RE2JS {
  const repeated = [...expression.matchAll(REPETITION)].map(([, least, most]) => Number(most || least));
  if (repeated.reduce((sum, times) => sum + times, 0) > LARGEST) throw tooLarge();
  try {
    const pattern = RE2JS.compile(expression, flags);
    if (pattern.programSize() > 2 * LARGEST) throw tooLarge();
    return pattern;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new ToolFailure('query', error.message.slice(0, 300), { cause: error });
  }
}

function tooLarge(): ToolFailure {
  return new ToolFailure('query', 'repeats too much');
}
