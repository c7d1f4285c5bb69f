import type { z } from 'zod';
import type { termCount } from '../contract/index.js';
import { LIMITS } from './limits.js';
import { STOP_WORDS } from './stop-words.js';

type TermCount = z.output<typeof termCount>;

const TERM = /\p{L}[\p{L}\p{M}\p{N}_-]{2,}/gu;

/** termsOf a text: words of three characters and more that begin with a letter, in lower case, without stop words. */
export function termsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(TERM) ?? [];
  return words.filter((word) => !STOP_WORDS.has(word)).map((word) => word.slice(0, LIMITS.termChars));
}

/** topTerms of all texts, the most frequent first; of equally frequent ones in the order of their letters. */
export function topTerms(texts: Iterable<string>, count: number): TermCount[] {
  const counts = new Map<string, number>();
  for (const text of texts) for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return [...counts]
    .map(([term, count]) => ({ term, count }))
    .sort((one, other) => other.count - one.count || (one.term < other.term ? -1 : 1))
    .slice(0, count);
}
