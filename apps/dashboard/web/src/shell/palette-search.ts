import type { Find } from '../pages/page.js';

/** foundFor leaves those that have all words of a text, first the ones that begin with it. */
export function foundFor(finds: readonly Find[], text: string): readonly Find[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return finds;
  const hits = finds.filter(({ label, hint }) => {
    const where = `${label} ${hint}`.toLowerCase();
    return words.every((word) => where.includes(word));
  });
  const begins = ({ label }: Find) => label.toLowerCase().startsWith(words.join(' '));
  return [...hits.filter(begins), ...hits.filter((find) => !begins(find))];
}
