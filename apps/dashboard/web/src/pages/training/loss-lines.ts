import type { LossValue } from '../../api/training.js';

export interface LossLines {
  readonly steps: readonly number[];
  readonly raw: readonly (number | null)[];
  /** Ends with the last value that is known, as the raw line does. */
  readonly smooth: readonly (number | null)[];
  /** Where steps are missing: after the first and before the second of each. */
  readonly gaps: readonly (readonly [after: number, before: number])[];
  readonly last: { readonly step: number; readonly value: number; readonly smooth: number } | undefined;
}

/** So many times as far apart as points mostly are is a gap. */
const GAP = 4;

/**
 * lossLines are the loss as it was written, and smoothed by a running mean that keeps `weight` (0 to 1) of what it was.
 * Both are broken, not joined, where steps are missing and where the loss was no number.
 */
export function lossLines(loss: readonly LossValue[], weight: number): LossLines {
  const points = loss.toSorted((one, other) => one.step - other.step);
  const usual = medianStep(points);
  const [steps, raw, smooth]: [number[], (number | null)[], (number | null)[]] = [[], [], []];
  const gaps: (readonly [number, number])[] = [];
  const mean = runningMean(weight);
  let last: LossLines['last'];
  for (const { step, value } of points) {
    const before = steps.at(-1);
    if (before !== undefined && step - before > GAP * usual) {
      gaps.push([before, step]);
      steps.push(before + usual);
      raw.push(null);
      smooth.push(null);
    }
    steps.push(step);
    raw.push(value);
    const meant = value === null ? null : mean(value);
    smooth.push(meant);
    if (value !== null && meant !== null) last = { step, value, smooth: meant };
  }
  return { steps, raw, smooth, gaps, last };
}

/** Its first values are not drawn towards nought. */
function runningMean(weight: number): (value: number) => number {
  let [sum, seen] = [0, 0];
  return (value) => {
    sum = weight * sum + (1 - weight) * value;
    seen = weight * seen + (1 - weight);
    return sum / seen;
  };
}

function medianStep(points: readonly LossValue[]): number {
  const apart = points.slice(1).map(({ step }, nth) => step - (points[nth]?.step ?? step));
  return apart.toSorted((one, other) => one - other)[Math.floor(apart.length / 2)] ?? 1;
}

/** onLogScale leaves out what has no place on such a scale. */
export function onLogScale(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value) => (value !== null && value > 0 ? value : null));
}

/** lossText has four digits that say something. */
export function lossText(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) < 0.0001 || Math.abs(value) >= 100_000
    ? value.toExponential(2)
    : String(Number(value.toPrecision(4)));
}

const MOST_ROWS = 40;

export interface LossRow {
  readonly from: number;
  readonly to: number;
  readonly raw: number | undefined;
  readonly smooth: number | undefined;
}

/** lossRows are means over parts of the run, the newest first: nobody reads a thousand rows. */
export function lossRows({ steps, raw, smooth }: LossLines): LossRow[] {
  const each = Math.max(1, Math.ceil(steps.length / MOST_ROWS));
  const rows: LossRow[] = [];
  for (let from = 0; from < steps.length; from += each) {
    const part = <T>(all: readonly T[]) => all.slice(from, from + each);
    const own = part(steps);
    rows.push({
      from: own[0] ?? 0,
      to: own.at(-1) ?? 0,
      raw: meanOf(part(raw)),
      smooth: part(smooth).findLast((value) => value !== null) ?? undefined,
    });
  }
  return rows.toReversed();
}

function meanOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
