import type { AuditEvent } from '../../api/audit.js';

/** EventRange is numbers of events, both included. */
export interface EventRange {
  readonly from: number;
  readonly to: number;
}

/** Checked is a range with who looked at it last, and when. */
export interface Checked extends EventRange {
  readonly at: string;
  readonly by: string;
}

/** What the audit tells of verifications of itself. */
export interface ChainKnowledge {
  /** Each stretch that was found whole since it was last found broken, by number. */
  readonly whole: readonly Checked[];
  /** The newest that was found broken and not whole since. */
  readonly broken?: Checked;
}

/** chainKnowledge puts verifications together, which are told newest first: a long range is verified in parts. */
export function chainKnowledge(newestFirst: readonly AuditEvent[]): ChainKnowledge {
  let whole: readonly Checked[] = [];
  const broken: Checked[] = [];
  for (const event of newestFirst) {
    const checked = checkedIn(event);
    if (checked === undefined) continue;
    const isWhole = whole.some((one) => covers(one, checked));
    if (event.result === 'ok') whole = joined([...whole, ...without(checked, broken)]);
    else if (!isWhole) broken.push(checked);
  }
  return { whole, ...(broken[0] && { broken: broken[0] }) };
}

/** longestOf is the stretch that tells most. */
export function longestOf(whole: readonly Checked[]): Checked | undefined {
  const length = ({ from, to }: EventRange) => to - from;
  return whole.toSorted((one, other) => length(other) - length(one))[0];
}

export function covers(whole: EventRange, { from, to }: EventRange): boolean {
  return whole.from <= from && to <= whole.to;
}

function checkedIn({ metadata, ts, actor }: AuditEvent): Checked | undefined {
  const { from, to } = metadata;
  if (typeof from !== 'number' || typeof to !== 'number' || from > to) return undefined;
  return { from, to, at: ts, by: actor };
}

/** What was found whole before it was found broken says nothing of now. */
function without(checked: Checked, broken: readonly EventRange[]): readonly Checked[] {
  let parts: readonly Checked[] = [checked];
  for (const { from, to } of broken) {
    parts = parts.flatMap((part) => {
      if (part.to < from || part.from > to) return [part];
      return [
        { ...part, to: from - 1 },
        { ...part, from: to + 1 },
      ].filter((left) => left.from <= left.to);
    });
  }
  return parts;
}

/** Stretches that overlap or follow each other are one; it is as new as the newest of them. */
function joined(parts: readonly Checked[]): readonly Checked[] {
  const all: Checked[] = [];
  for (const part of parts.toSorted((one, other) => one.from - other.from)) {
    const last = all.at(-1);
    if (last === undefined || part.from > last.to + 1) all.push(part);
    else
      all[all.length - 1] = {
        ...(part.at > last.at ? part : last),
        from: last.from,
        to: Math.max(last.to, part.to),
      };
  }
  return all;
}
