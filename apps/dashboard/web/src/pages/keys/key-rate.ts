import type { KeyEntry, KeyUses } from '../../api/keys.js';
import { counted } from '../../time/format.js';
import { atLeast } from './at-least.js';
import { reachesInto } from './name-pattern.js';

export type Limit = NonNullable<KeyUses['limits']>[number];

/** KeyRate is how many calls a key made in the last hour, and which limits of rate hold for it. */
export interface KeyRate {
  readonly calls: number;
  /** Why there may have been more. */
  readonly gaps: KeyUses['gaps'];
  /** Of the tool servers that its scopes reach into, the tightest first; undefined: they could not be read. */
  readonly limits: readonly Limit[] | undefined;
}

const HOUR_MS = 3_600_000;

/** rateOf is the rate of one key; undefined while nobody could be asked. */
export function rateOf(
  { id, scopes }: Pick<KeyEntry, 'id' | 'scopes'>,
  uses: KeyUses | undefined,
  now: number,
): KeyRate | undefined {
  if (uses === undefined) return undefined;
  const own = uses.work.filter(({ client }) => client === id);
  const isWhole = (since: string | null) => since !== null && now - Date.parse(since) >= HOUR_MS;
  return {
    calls: own.reduce((sum, { calls_last_hour }) => sum + calls_last_hour, 0),
    gaps: uses.gaps.filter(({ whole_since }) => !isWhole(whole_since)),
    limits: uses.limits
      ?.filter(({ server }) => scopes.tools.some((pattern) => reachesInto(pattern, `${server}/`)))
      .toSorted((one, other) => one.per_minute - other.per_minute),
  };
}

/** rateWords is `12 calls`, with `At least` where more may have been. */
export function rateWords({ calls, gaps }: KeyRate): string {
  return atLeast(counted(calls, 'call'), { isNothing: calls === 0, isWhole: gaps.length === 0 });
}

/** limitWords is the tightest limit; none where none holds. */
export function limitWords({ limits }: KeyRate): string | undefined {
  if (limits === undefined) return 'Limits unknown';
  const [tightest, ...others] = limits;
  if (tightest === undefined) return undefined;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${limitOf(tightest)}${more}`;
}

/** rateLine says the rate in a sentence. */
export function rateLine({ calls, gaps }: KeyRate): string {
  if (calls === 0 && gaps.length > 0) return 'How many calls it made in the last hour is not known.';
  return `In the last hour it made ${gaps.length > 0 ? 'at least ' : ''}${counted(calls, 'call')}.`;
}

/** limitsLine names every limit that holds; undefined: none does. */
export function limitsLine({ limits }: KeyRate): string | undefined {
  if (limits === undefined) return 'Which limits of rate hold could not be read.';
  return limits.length === 0 ? undefined : `Limits: ${limits.map(limitOf).join(', ')}.`;
}

function limitOf({ server, per_minute }: Limit): string {
  return `${per_minute.toLocaleString('en-GB')}/min at ${server}`;
}
