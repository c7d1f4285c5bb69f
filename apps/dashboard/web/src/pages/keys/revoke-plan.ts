import { checkRevocation, readKeys, readKeyUses, revokeKey, type KeyList } from '../../api/keys.js';
import { Problem } from '../../api/problem.js';
import type { PlanSubject } from '../../plan/plan-view.js';
import { fullTime } from '../../time/format.js';
import { zoneChoice } from '../../time/zone.js';
import { rowOf, type KeyRow } from './key-row.js';
import { usedToday } from './key-use.js';
import { revocationOf } from './revocation.js';

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
      return revocationOf(row, shown);
    },
    confirm: async ({ hash, reason, signal }) => {
      const row = await readRow(id, signal);
      // An earlier sending has arrived, whose answer was lost.
      if (row === 'revoked') return {};
      if (revocationOf(row, shown).hash !== hash)
        throw new Problem(409, 'plan_outdated', 'the key is not as it was');
      await revokeKey(id, reason, signal);
      return {};
    },
    onAccepted: onRevoked,
  };
}

async function readRow(id: string, signal: AbortSignal): Promise<KeyRow | 'revoked'> {
  const [list, uses] = await Promise.all([readKeys(signal), readKeyUses(signal)]);
  const entry = list.keys.find((key) => key.id === id);
  if (entry !== undefined) return rowOf(entry, uses, Date.now());
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

function shown(at: string): string {
  return fullTime(Date.parse(at), zoneChoice.get());
}
