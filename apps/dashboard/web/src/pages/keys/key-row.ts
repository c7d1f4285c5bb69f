import type { KeyEntry, KeyUses } from '../../api/keys.js';
import { rateOf, type KeyRate } from './key-rate.js';
import { spendOf, type KeySpend } from './key-spend.js';
import { lastUseOf, type LastUse } from './key-use.js';
import { workOf, type DayWork } from './key-work.js';

/** KeyRow is a key with what the apps say of it; what is undefined could not be asked for. */
export interface KeyRow {
  readonly entry: KeyEntry;
  readonly use: LastUse;
  readonly work?: DayWork | undefined;
  readonly rate?: KeyRate | undefined;
  readonly spend?: KeySpend | undefined;
}

/** rowOf joins them; `uses` is undefined while nobody could be asked. */
export function rowOf(entry: KeyEntry, uses: KeyUses | undefined, now: number): KeyRow {
  const { id } = entry;
  return {
    entry,
    use: lastUseOf(entry, uses),
    work: workOf(id, uses),
    rate: rateOf(entry, uses, now),
    spend: spendOf(id, uses),
  };
}
