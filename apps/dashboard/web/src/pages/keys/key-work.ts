import type { KeyUses } from '../../api/keys.js';
import { counted } from '../../time/format.js';
import { atLeast } from './at-least.js';

export type Work = KeyUses['work'][number];

/** DayWork is what a key did in the last 24 hours; a kind of which there may be more, or nothing is known, is in `gaps`. */
export interface DayWork {
  /** The most called first. */
  readonly uses: readonly Work[];
  readonly calls: number;
  readonly gaps: KeyUses['gaps'];
  /** The newest use of each kind. */
  readonly lastModel?: Work;
  readonly lastTool?: Work;
}

/** workOf is what one key did; undefined while nobody could be asked. */
export function workOf(id: string, uses: KeyUses | undefined): DayWork | undefined {
  if (uses === undefined) return undefined;
  const own = uses.work.filter(({ client }) => client === id).toSorted((a, b) => b.calls - a.calls);
  const [lastModel, lastTool] = (['model', 'tool'] as const).map((kind) => newestOf(own, kind));
  return {
    uses: own,
    calls: own.reduce((sum, { calls }) => sum + calls, 0),
    gaps: uses.gaps,
    ...(lastModel && { lastModel }),
    ...(lastTool && { lastTool }),
  };
}

function newestOf(uses: readonly Work[], wanted: Work['kind']): Work | undefined {
  return uses
    .filter(({ kind }) => kind === wanted)
    .toSorted((a, b) => Date.parse(a.last) - Date.parse(b.last))
    .at(-1);
}

/** So many models and tools are named; the rest is counted. */
const NAMED = 4;

/** workLines says what a key did in the last 24 hours, and why that may not be all. */
export function workLines({ uses, gaps }: DayWork): readonly string[] {
  const named = uses.slice(0, NAMED).map(({ name, calls }) => `${name} (${counted(calls, 'call')})`);
  const more = uses.length - named.length;
  const rest = more > 0 ? ` and ${more} more` : '';
  const used = uses.length === 0 ? [] : [`In the last 24 h it called ${named.join(', ')}${rest}.`];
  return [...used, ...gaps.map(gapLine)];
}

/** gapLine is why there may have been more calls. */
export function gapLine({ kind, reason }: KeyUses['gaps'][number]): string {
  return `There may have been more calls of ${kind}s: ${reason}.`;
}

/** callsWords is the number of calls, which is a least one where more may have been. */
export function callsWords({ calls, gaps }: DayWork): string {
  return atLeast(calls.toLocaleString('en-GB'), { isNothing: calls === 0, isWhole: gaps.length === 0 });
}
