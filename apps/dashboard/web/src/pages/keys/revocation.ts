import type { KeyEntry } from '../../api/keys.js';
import type { PlanView } from '../../plan/plan-view.js';
import { scopeLines } from './grant-words.js';
import { usedToday, type LastUse } from './key-use.js';
import { rateLine } from './key-rate.js';
import type { KeyRow } from './key-row.js';
import { spendLines } from './key-spend.js';
import { workLines } from './key-work.js';
import { markOf } from '../../plan/plan-mark.js';

/** revocationOf says what would become of a key; `shown` writes a time in the viewer's zone. Its hash stands for what it grants, and whether it is in use. */
export function revocationOf(row: KeyRow, shown: (at: string) => string): PlanView {
  const { entry, use } = row;
  const { id, roles, scopes, created_at, expires_at } = entry;
  const today = usedToday(use, Date.now());
  return {
    hash: markOf(JSON.stringify([id, roles, scopes, created_at, expires_at, today])),
    changes: [{ id, what: id, before: grantLine(entry), after: 'refused by every app' }],
    stops: ['Whatever calls with this key, from the next request on'],
    affected: [useLine(use, today, shown), ...(today === 'no' ? [] : workOfDay(row))],
    needs: [],
    cannotBeUndone: ['The key never works again, and its name stays taken.'],
  };
}

function workOfDay({ work, rate, spend }: KeyRow): readonly string[] {
  return [
    ...(work ? workLines(work) : []),
    ...(rate ? [rateLine(rate)] : []),
    ...(spend ? spendLines(spend) : []),
  ];
}

function grantLine(entry: KeyEntry): string {
  const roles = entry.roles.length === 0 ? 'no role' : entry.roles.join(', ');
  return [roles, ...scopeLines(entry)].join('; ');
}

function useLine(use: LastUse, today: 'yes' | 'no' | 'unknown', shown: (at: string) => string): string {
  if (use.kind === 'used' && today === 'yes')
    return `Used in the last 24 h: last at ${shown(use.at)}, by way of the ${use.app}.`;
  if (today === 'no') return 'Nobody used it in the last 24 h.';
  const why =
    use.kind === 'unknown' && use.missing.length > 0 ? `${use.missing.join(' and ')} did not tell` : '';
  const since = use.kind === 'not-since' ? `an app knows of nothing before ${shown(use.since)}` : '';
  const reason = why || since || 'an app started since, and has forgotten what was before';
  return `Whether it was used in the last 24 h is not known: ${reason}.`;
}
