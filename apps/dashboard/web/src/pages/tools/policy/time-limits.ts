import type { PolicyDraft } from './policy-draft.js';

/** TimeLimits are how long a server may be silent within a call, and how long a call may take, in seconds. */
export interface TimeLimits {
  readonly silent: number;
  readonly total: number;
}

/** What the router goes by where an entry says nothing. */
const DEFAULTS: TimeLimits = { silent: 60, total: 900 };

/** limitsOf is undefined when a limit cannot be read. */
export function limitsOf({ timeout_sec, max_total_sec }: PolicyDraft): TimeLimits | undefined {
  const silent = limitIn(timeout_sec, DEFAULTS.silent);
  const total = limitIn(max_total_sec, DEFAULTS.total);
  return silent === undefined || total === undefined ? undefined : { silent, total };
}

export function isSame(one: TimeLimits, other: TimeLimits): boolean {
  return one.silent === other.silent && one.total === other.total;
}

function limitIn(text: string, otherwise: number): number | undefined {
  const given = text.trim();
  if (given === '') return otherwise;
  return /^[1-9]\d*$/.test(given) ? Number(given) : undefined;
}
