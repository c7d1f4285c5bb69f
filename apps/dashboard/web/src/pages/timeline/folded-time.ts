/** Longer than this without anything happening is folded. */
const IDLE_MS = 5_000;
/** The part of the width that a fold takes. */
const FOLD = 0.04;

export interface Span {
  readonly at: number;
  readonly end?: number;
}

export interface Fold {
  /** From 0 to 1, its left side. */
  readonly place: number;
  readonly width: number;
  /** What it stands for. */
  readonly ms: number;
}

export interface FoldedTime {
  readonly folds: readonly Fold[];
  /** From 0 to 1, for a moment in milliseconds. */
  readonly place: (at: number) => number;
}

/** foldTime lays moments out from 0 to 1 with idle time folded to a fixed width. */
export function foldTime(spans: readonly Span[]): FoldedTime {
  const busy = busyParts(spans);
  const idle = busy.slice(1).map(({ at }, index) => at - (busy[index]?.end ?? at));
  const room = Math.max(0.2, 1 - FOLD * idle.length);
  const fold = idle.length === 0 ? 0 : (1 - room) / idle.length;
  const total = busy.reduce((sum, { at, end }) => sum + end - at, 0);
  const scale = total === 0 ? 0 : room / total;
  const laid: ((typeof busy)[number] & { place: number })[] = [];
  let place = 0;
  for (const part of busy) {
    laid.push({ ...part, place });
    place += scale * (part.end - part.at) + fold;
  }
  return {
    folds: idle.map((ms, index) => {
      const next = laid[index + 1]?.place ?? 1;
      return { place: next - fold, width: fold, ms };
    }),
    place: (at) => {
      const part = laid.findLast((one) => one.at <= at) ?? laid[0];
      return part === undefined
        ? 0
        : Math.min(1, part.place + scale * Math.max(0, Math.min(at, part.end) - part.at));
    },
  };
}

function busyParts(spans: readonly Span[]): { at: number; end: number }[] {
  const parts: { at: number; end: number }[] = [];
  for (const { at, end = at } of spans.toSorted((one, other) => one.at - other.at)) {
    const last = parts.at(-1);
    if (last === undefined || at - last.end > IDLE_MS) parts.push({ at, end });
    else last.end = Math.max(last.end, end);
  }
  return parts;
}

/** idleBefore is how long nothing happened before each row, in the order of the list; 0 where it is not worth a word. */
export function idleBefore(spans: readonly Span[]): readonly number[] {
  let until = Infinity;
  return spans.map(({ at, end = at }) => {
    const idle = at - until;
    until = until === Infinity ? end : Math.max(until, end);
    return idle > IDLE_MS ? idle : 0;
  });
}
