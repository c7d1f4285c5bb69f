import { counted } from '../../../time/format.js';
import type { Met } from './met.js';
import type { PolicyEffect, RuleEffect } from './policy-effect.js';
import type { TimeEffect } from './time-effect.js';

/** So many clients and tools are named; the rest is counted. */
const NAMED = 6;

export const NO_RIGHT =
  'What it would have done to the last 24 h of calls is not known: your key may not read the audit.';
export const RATE_UNTOLD = 'What another limit of calls a minute would have done is not counted.';

/** effectLines says what a draft would have done, a sentence each; `shown` writes a time in the viewer's zone. */
export function effectLines(
  { rules, times, total, cutAt }: PolicyEffect,
  shown: (at: string) => string,
): readonly string[] {
  const lines = [...(rules ? ruleLines(rules, total) : []), ...(times ? timeLines(times, total) : [])];
  const least =
    cutAt !== undefined &&
    `At least: only the newest ${counted(total, 'call')} were looked at, back to ${shown(cutAt)}.`;
  // Nobody called it: both parts say so, and once is enough.
  return [...new Set(lines), ...(least === false ? [] : [least])];
}

function ruleLines({ refused, passing, unsure }: RuleEffect, total: number): string[] {
  if (refused.length + passing.length + unsure.length === 0) return [noneLine(total, 'decided')];
  return [
    ...metLines(refused, 'call', 'would have been refused'),
    ...metLines(passing, 'refused call', 'would have passed'),
    ...metLines(unsure, 'refused call', 'would have passed, unless another rule refuses that'),
  ];
}

function timeLines({ limits, cut, cutIfSilent, longer, unknown }: TimeEffect, total: number): string[] {
  const cutWords = `took longer than ${limits.total} s, and would have been cut`;
  const silentWords = `took longer than ${limits.silent} s, and would have been cut if the server was silent for so long`;
  const none = cut.length + cutIfSilent.length + longer.length === 0;
  return [
    ...(none ? [noneLine(total, 'ended')] : []),
    ...metLines(cut, 'call', cutWords),
    ...metLines(cutIfSilent, 'call', silentWords),
    ...metLines(longer, 'call', 'took too long and would have had more time'),
    ...(unknown === 0 ? [] : [`At least: how long ${counted(unknown, 'call')} took was not written down.`]),
  ];
}

const OUTCOMES = {
  decided: ['been decided the same', 'been decided otherwise'],
  ended: ['ended the same', 'been cut earlier or later'],
} as const;

function noneLine(total: number, what: keyof typeof OUTCOMES): string {
  if (total === 0) return 'Nobody called it in the last 24 h.';
  const [same, other] = OUTCOMES[what];
  if (total === 1) return `The one call of the last 24 h would have ${same}.`;
  return `None of the ${counted(total, 'call')} of the last 24 h would have ${other}.`;
}

function metLines(all: readonly Met[], one: string, would: string): string[] {
  const [named, rest] = [all.slice(0, NAMED), all.slice(NAMED)];
  const lines = named.map(
    ({ client, tool, calls }) => `${counted(calls, one)} of ${client} to ${tool} in the last 24 h ${would}.`,
  );
  const more = rest.reduce((sum, { calls }) => sum + calls, 0);
  return more === 0 ? lines : [...lines, `${counted(more, `more ${one}`)} ${would}.`];
}
