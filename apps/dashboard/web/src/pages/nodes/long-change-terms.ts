import type { LongChanges } from '../../api/ops-views.js';

/** LongChangeTerm is until when some long changes are possible. */
interface LongChangeTerm {
  /** `Pull, bring up` */
  readonly names: string;
  /** RFC 3339. */
  readonly from: string;
  readonly isRefused: boolean;
}

const NAMES: Readonly<Record<string, string>> = { rollback: 'roll back', up: 'bring up' };

/** longChangeTerms has one for each moment, the earliest first; changes that are refused from the same one are told together. */
export function longChangeTerms({ refused_from: from }: LongChanges, now: number): LongChangeTerm[] {
  const byMoment = Map.groupBy(Object.entries(from), ([, at]) => at);
  return [...byMoment]
    .toSorted(([one], [other]) => Date.parse(one) - Date.parse(other))
    .map(([at, changes]) => ({
      names: capital(changes.map(([action]) => NAMES[action] ?? action).join(', ')),
      from: at,
      isRefused: Date.parse(at) < now,
    }));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
