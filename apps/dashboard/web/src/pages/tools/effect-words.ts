import { counted } from '../../time/format.js';
import type { Met, PolicyEffect } from './policy-effect.js';

/** So many clients and tools are named; the rest is counted. */
const NAMED = 6;

export const NO_RIGHT =
  'What it would have done to the last 24 h of calls is not known: your key may not read the audit.';
export const LIMITS_UNTOLD = 'What another limit of rate or time would have done is not counted.';

/** effectLines says what a draft would have done, a sentence each; `shown` writes a time in the viewer's zone. */
export function effectLines(effect: PolicyEffect, shown: (at: string) => string): readonly string[] {
  const { refused, passing, unsure, total, cutAt } = effect;
  const none = refused.length + passing.length + unsure.length === 0;
  return [
    ...(none ? [noneLine(total)] : []),
    ...metLines(refused, 'call', 'would have been refused'),
    ...metLines(passing, 'refused call', 'would have passed'),
    ...metLines(unsure, 'refused call', 'would have passed, unless another rule refuses that'),
    ...(cutAt === undefined
      ? []
      : [`At least: only the newest ${counted(total, 'call')} were looked at, back to ${shown(cutAt)}.`]),
  ];
}

function noneLine(total: number): string {
  if (total === 0) return 'Nobody called it in the last 24 h.';
  if (total === 1) return 'The one call of the last 24 h would have been decided the same.';
  return `None of the ${counted(total, 'call')} of the last 24 h would have been decided otherwise.`;
}

function metLines(all: readonly Met[], one: string, would: string): string[] {
  const [named, rest] = [all.slice(0, NAMED), all.slice(NAMED)];
  const lines = named.map(
    ({ client, tool, calls }) => `${counted(calls, one)} of ${client} to ${tool} in the last 24 h ${would}.`,
  );
  const more = rest.reduce((sum, { calls }) => sum + calls, 0);
  return more === 0 ? lines : [...lines, `${counted(more, `more ${one}`)} ${would}.`];
}
