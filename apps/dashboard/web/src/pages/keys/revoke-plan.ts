import {
  checkRevocation,
  readKeys,
  readKeyUses,
  revokeKey,
  type KeyEntry,
  type KeyList,
} from '../../api/keys.js';
import { Problem } from '../../api/problem.js';
import type { PlanSubject, PlanView } from '../../plan/plan-view.js';
import { fullTime } from '../../time/format.js';
import { zoneChoice } from '../../time/zone.js';
import { scopeWords } from './grant-words.js';
import { lastUseOf, usedToday, type LastUse } from './key-use.js';
import { markOf } from './plan-mark.js';

export interface KeyRow {
  readonly entry: KeyEntry;
  readonly use: LastUse;
}

/**
 * revokePlan is the plan of revoking a key. One that was used during the last day, or of which nobody can say that it was
 * not, asks for its name and a reason.
 */
export function revokePlan({ entry, use }: KeyRow, onRevoked: () => void): PlanSubject {
  const { id } = entry;
  const tier = usedToday(use, Date.now()) === 'no' ? 1 : 2;
  return {
    verb: 'Revoke',
    object: id,
    tier,
    plan: async (signal) => {
      await checkRevocation(id, signal);
      const row = await readRow(id, signal);
      if (row === 'revoked') throw new Problem(409, 'key_revoked', 'it is revoked already');
      if (tier === 1 && usedToday(row.use, Date.now()) !== 'no') throw usedMeanwhile();
      return planOf(row);
    },
    confirm: async ({ hash, reason, signal }) => {
      const row = await readRow(id, signal);
      // An earlier sending has arrived, whose answer was lost.
      if (row === 'revoked') return {};
      if (planOf(row).hash !== hash) throw new Problem(409, 'plan_outdated', 'the key is not as it was');
      await revokeKey(id, reason, signal);
      return {};
    },
    onAccepted: onRevoked,
  };
}

async function readRow(id: string, signal: AbortSignal): Promise<KeyRow | 'revoked'> {
  const [list, uses] = await Promise.all([readKeys(signal), readKeyUses(signal)]);
  const entry = list.keys.find((key) => key.id === id);
  if (entry !== undefined) return { entry, use: lastUseOf(entry, uses) };
  if (isRevoked(list, id)) return 'revoked';
  throw new Problem(404, 'key_not_found', 'there is no key of that name any more');
}

function isRevoked({ revoked }: KeyList, id: string): boolean {
  return revoked.some((gone) => gone.id === id);
}

function usedMeanwhile(): Problem {
  return new Problem(
    409,
    'key_in_use',
    'it was used a moment ago; close this and press Revoke again, which then asks for its name and a reason',
  );
}

/** planOf says what would become of a key. Its hash stands for what it grants, and whether it is in use. */
export function planOf({ entry, use }: KeyRow): PlanView {
  const { id, roles, scopes, created_at, expires_at } = entry;
  const today = usedToday(use, Date.now());
  return {
    hash: markOf(JSON.stringify([id, roles, scopes, created_at, expires_at, today])),
    changes: [{ id, what: id, before: grantLine(entry), after: 'refused by every app' }],
    stops: ['Whatever calls with this key, from the next request on'],
    affected: [useLine(use, today)],
    needs: [],
    cannotBeUndone: ['The key never works again, and its name stays taken.'],
  };
}

function grantLine(entry: KeyEntry): string {
  const roles = entry.roles.length === 0 ? 'no role' : entry.roles.join(', ');
  return `${roles}; ${scopeWords(entry).toLowerCase()}`;
}

function useLine(use: LastUse, today: 'yes' | 'no' | 'unknown'): string {
  if (use.kind === 'used' && today === 'yes')
    return `Used in the last 24 h: last at ${shown(use.at)}, by way of the ${use.app}.`;
  if (today === 'no') return 'Nobody used it in the last 24 h.';
  const why = use.kind === 'unknown' && use.missing.length > 0 ? `${use.missing.join(' and ')} did not tell` : '';
  const since = use.kind === 'not-since' ? `an app knows of nothing before ${shown(use.since)}` : '';
  const reason = why || since || 'an app started since, and has forgotten what was before';
  return `Whether it was used in the last 24 h is not known: ${reason}.`;
}

function shown(at: string): string {
  return fullTime(Date.parse(at), zoneChoice.get());
}
