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

/**
 * chainKnowledge puts verifications together, which are told newest first. One event is of a whole range, with
 * `verified_to` where it says how far that was found whole; without it all of the range is, or is not.
 */
export function chainKnowledge(newestFirst: readonly AuditEvent[]): ChainKnowledge {
  let whole: readonly Checked[] = [];
  const broken: Checked[] = [];
  for (const event of newestFirst) {
    const held = heldIn(event);
    const failed = failedIn(event);
    const isWhole = failed && whole.some((one) => covers(one, failed));
    if (held) whole = joined([...whole, ...without(held, broken)]);
    if (failed && !isWhole) broken.push(failed);
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

/** What was stopped, or could not be read to its end, was whole up to there. */
function heldIn(event: AuditEvent): Checked | undefined {
  const { from, to, verified_to } = event.metadata;
  const reached = event.result === 'ok' ? to : verified_to;
  return checked(event, from, reached);
}

function failedIn(event: AuditEvent): Checked | undefined {
  const { from, to, verified_to } = event.metadata;
  if (event.result !== 'error') return undefined;
  return checked(event, typeof verified_to === 'number' ? verified_to + 1 : from, to);
}

function checked({ ts, actor }: AuditEvent, from: unknown, to: unknown): Checked | undefined {
  if (typeof from !== 'number' || typeof to !== 'number' || from > to) return undefined;
  return { from, to, at: ts, by: actor };
}

/** What was found whole before it was found broken says nothing of now. */
function without(held: Checked, broken: readonly EventRange[]): readonly Checked[] {
  let parts: readonly Checked[] = [held];
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
