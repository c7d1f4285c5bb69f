import type { CallGroup, TimedCall } from './calls-of-day.js';
import { met, type Met } from './met.js';
import type { PolicyDraft } from './policy-draft.js';
import { isSame, limitsOf, type TimeLimits } from './time-limits.js';

/** TimeEffect is what a draft's limits of time would have made of calls that passed. */
export interface TimeEffect {
  /** Those of the draft. */
  readonly limits: TimeLimits;
  /** They took longer than a call may. */
  readonly cut: readonly Met[];
  /** They took longer than a server may be silent; how long theirs was, nobody wrote down. */
  readonly cutIfSilent: readonly Met[];
  /** They were cut by a limit that is longer in the draft. */
  readonly longer: readonly Met[];
  /** So many calls of which nobody wrote down how long they took. */
  readonly unknown: number;
}

type Meets = (call: TimedCall) => boolean;

/** timeEffect is undefined when the two drafts have the same limits, or one that cannot be read. */
export function timeEffect(
  groups: readonly CallGroup[],
  before: PolicyDraft,
  after: PolicyDraft,
): TimeEffect | undefined {
  const [old, limits] = [limitsOf(before), limitsOf(after)];
  if (old === undefined || limits === undefined || isSame(old, limits)) return undefined;
  const metBy = (meets: Meets) => groups.flatMap((group) => metIn(group, meets));
  const isCut = cutBy(limits.total, old.total);
  const isSilent = cutBy(limits.silent, old.silent);
  return {
    limits,
    cut: metBy(isCut),
    cutIfSilent: metBy((call) => isSilent(call) && !isCut(call)),
    longer: metBy(freedBy(old, limits)),
    unknown: groups.flatMap(({ times }) => times).filter(({ ms }) => ms === undefined).length,
  };
}

function metIn(group: CallGroup, meets: Meets): Met[] {
  const calls = group.times.filter(meets).length;
  return calls === 0 ? [] : [met(group, calls)];
}

/** A limit that is no shorter than before cuts nothing that it did not cut. */
function cutBy(seconds: number, before: number): Meets {
  return ({ ms }) => seconds < before && ms !== undefined && ms > seconds * 1_000;
}

/** The clock of a limit starts a moment after that of its call. */
const SLACK_MS = 2_000;

/** A call that was cut at the limit of its whole time was cut by that, and any other by the silence of its server. */
function freedBy(old: TimeLimits, next: TimeLimits): Meets {
  const hasMoreInAll = next.total > old.total;
  const maySilent = next.silent > old.silent && next.total > old.silent;
  return ({ ms, wasCut }) => {
    if (!wasCut || ms === undefined) return false;
    const wasLong = Math.abs(ms - old.total * 1_000) <= SLACK_MS;
    return wasLong ? hasMoreInAll : maySilent;
  };
}
