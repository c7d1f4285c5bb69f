import type { LossValue } from '../../api/training.js';
import type { StateKind } from '../../kit/state-word.js';

export interface LossTrend {
  readonly word: string;
  /** Absent where nothing is wrong or right about it. */
  readonly kind?: StateKind;
}

/** By so much the mean of a quarter has to differ from that of the quarter before: loss trembles. */
const NOTABLE = 0.03;
const FEWEST = 8;

/** lossTrend is whether the loss still falls: the last quarter of a run against the quarter before. */
export function lossTrend(loss: readonly LossValue[]): LossTrend {
  if (loss.length === 0) return { word: 'None yet' };
  if (loss.at(-1)?.value === null) return { word: 'No number', kind: 'failed' };
  const known = loss.flatMap(({ value }) => (value === null ? [] : [value]));
  if (known.length < FEWEST) return { word: 'Too few values' };
  const quarter = Math.floor(known.length / 4);
  const before = meanOf(known.slice(-2 * quarter, -quarter));
  const change = before === 0 ? 0 : (meanOf(known.slice(-quarter)) - before) / Math.abs(before);
  if (Math.abs(change) < NOTABLE) return { word: 'Flat' };
  return change < 0 ? { word: 'Falling' } : { word: 'Rising', kind: 'attention' };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
