import { z } from 'zod';
import type { Health, Severity } from '../contract/index.js';
import { rounded } from '../statistics/index.js';
import { hundredths } from './points.js';

/** Of a point of a series, what its summary looks at. */
export interface SummarizedPoint {
  readonly status: string;
  readonly current_step: number | null;
  readonly iter_per_sec: number | null;
  readonly loss_last: number | null;
  readonly overall_health: Health;
  readonly alert_count: number;
  readonly alert_max_severity: Severity;
  readonly gpu_utilization_pct?: number | null | undefined;
  readonly gpu_memory_used_mb?: number | null | undefined;
}

const known = z.number().nullable();
const counts = z.record(z.string(), z.int());
export const timeSeriesSummary = z.object({
  point_count: z.int(),
  step: z.object({ start: known, end: known, delta: known }),
  iter_per_sec: z.object({
    mean: known,
    max: known,
    trend_pct: known.describe('From the first half of the points to the second; null with fewer than four'),
  }),
  loss: z.object({ start: known, end: known, delta_pct: known }),
  gpu: z.object({ util_mean_pct: known, memory_peak_mb: known }),
  status_counts: counts,
  health_counts: counts,
  alerts: z.object({
    total_alerts: z.int(),
    critical_points: z.int(),
    warning_points: z.int(),
  }),
});
export type TimeSeriesSummary = z.output<typeof timeSeriesSummary>;

const FEWEST_FOR_TREND = 4;

/** What a series of points shows, in the order of time. */
export function summaryOf(points: readonly SummarizedPoint[]): TimeSeriesSummary {
  const worst = (severity: Severity) =>
    points.filter((point) => point.alert_max_severity === severity).length;
  return {
    point_count: points.length,
    step: stepsOf(numbers(points.map(({ current_step }) => current_step))),
    iter_per_sec: speedsOf(numbers(points.map(({ iter_per_sec }) => iter_per_sec))),
    loss: lossesOf(numbers(points.map(({ loss_last }) => loss_last))),
    gpu: {
      util_mean_pct: mean(numbers(points.map((point) => point.gpu_utilization_pct)), 2),
      memory_peak_mb: largest(numbers(points.map((point) => point.gpu_memory_used_mb))),
    },
    status_counts: countsOf(points.map(({ status }) => status)),
    health_counts: countsOf(points.map(({ overall_health }) => overall_health)),
    alerts: {
      total_alerts: points.reduce((sum, { alert_count }) => sum + alert_count, 0),
      critical_points: worst('critical'),
      warning_points: worst('warning'),
    },
  };
}

function stepsOf(steps: readonly number[]): TimeSeriesSummary['step'] {
  const [start = null, end = null] = [steps[0], steps.at(-1)];
  return { start, end, delta: start === null || end === null ? null : end - start };
}

function speedsOf(speeds: readonly number[]): TimeSeriesSummary['iter_per_sec'] {
  const half = Math.floor(speeds.length / 2);
  const [before, after] = [mean(speeds.slice(0, half), 6), mean(speeds.slice(half), 6)];
  const trend = speeds.length < FEWEST_FOR_TREND ? null : changePct(before, after);
  return { mean: mean(speeds, 6), max: largest(speeds), trend_pct: trend };
}

function lossesOf(losses: readonly number[]): TimeSeriesSummary['loss'] {
  const [start = null, end = null] = [losses[0], losses.at(-1)];
  return { start, end, delta_pct: changePct(start, end) };
}

function changePct(from: number | null, to: number | null): number | null {
  return from === null || to === null || from === 0 ? null : hundredths((100 * (to - from)) / Math.abs(from));
}

function numbers(values: readonly (number | null | undefined)[]): number[] {
  return values.filter((value) => typeof value === 'number');
}

function mean(values: readonly number[], decimals: number): number | null {
  if (values.length === 0) return null;
  return rounded(values.reduce((sum, value) => sum + value, 0) / values.length, decimals);
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value));
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counted = new Map<string, number>();
  for (const word of words) counted.set(word, (counted.get(word) ?? 0) + 1);
  return Object.fromEntries(counted);
}
