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

/** keyOf tells finds apart. */
export function keyOf({ label, hint, to }: Find): string {
  return `${to ?? ''} ${label} ${hint}`;
}

const JOB = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** What a correlation id may be, when it is long enough to have been pasted and no name. */
const CORRELATION = /^(?=.*\d)[\w.:-]{12,128}$/;

interface Ids {
  readonly timelinePath: (id: string) => string;
  readonly mayAudit: boolean;
}

/** idFinds are the places of an id that was pasted: nobody can tell from it alone whether there is anything. */
export function idFinds(text: string, { timelinePath, mayAudit }: Ids): readonly Find[] {
  const id = text.trim();
  const isCorrelation = mayAudit && CORRELATION.test(id);
  return [
    ...(JOB.test(id) ? [{ label: `Job ${id}`, hint: 'By its id', to: `/jobs/${id}` }] : []),
    ...(isCorrelation ? [{ label: `Timeline of ${id}`, hint: 'Correlation id', to: timelinePath(id) }] : []),
  ];
}
