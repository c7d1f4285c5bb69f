import type { Statistics } from '../contract/index.js';
import { rounded } from './rounded.js';

const DECIMALS = 6;

/** statisticsOf numbers in the order they came in, so that `last` is the last one and not the greatest. */
export function statisticsOf(numbers: readonly number[]): Statistics {
  const last = numbers.at(-1);
  if (last === undefined) return { count: 0, min: null, max: null, mean: null, median: null, last: null };
  const sorted = Float64Array.from(numbers).sort();
  return {
    count: numbers.length,
    min: rounded(sorted.at(0) ?? last, DECIMALS),
    max: rounded(sorted.at(-1) ?? last, DECIMALS),
    mean: rounded(mean(numbers), DECIMALS),
    median: rounded(middle(sorted), DECIMALS),
    last: rounded(last, DECIMALS),
  };
}

/** mean of at least one number; of none it is NaN. */
export function mean(numbers: readonly number[]): number {
  // Divided before they are added: the sum of a few huge numbers would be infinite.
  return numbers.reduce((sum, each) => sum + each / numbers.length, numbers.length === 0 ? Number.NaN : 0);
}

/** median of at least one number; of none it is NaN. */
export function median(numbers: readonly number[]): number {
  return middle(Float64Array.from(numbers).sort());
}

function middle(sorted: Float64Array): number {
  const upper = Math.floor(sorted.length / 2);
  const high = sorted[upper] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (sorted[upper - 1] ?? high) / 2 + high / 2;
}
