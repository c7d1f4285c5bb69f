import { z } from 'zod';
import type { LossPoint } from '../backend/index.js';

const point = z.object({ step: z.int(), value: z.number().nullable() });
export const curve = z.array(point);

export const lossCurve = z.object({
  loss: curve.describe('In the order of the steps; null where the loss was no number'),
  loss_point_count: z.int().describe('How many there are before they are thinned'),
  loss_null_count: z.int().describe('How many of all are no number'),
});
export type LossCurve = z.output<typeof lossCurve>;

/** lossCurveOf is the loss in at most so many points, as evenly as it goes, the first and the last among them. */
export function lossCurveOf(points: readonly LossPoint[], most: number): LossCurve {
  return {
    loss: curveOf(points, most),
    loss_point_count: points.length,
    loss_null_count: points.filter(({ value }) => value === null).length,
  };
}

/** curveOf is what was written step by step, in at most so many points. */
export function curveOf(points: readonly LossPoint[], most: number): z.output<typeof curve> {
  return evenly(points, most).map(({ step, value }) => ({ step, value }));
}

function evenly<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  if (most === 1) return all.slice(-1);
  const apart = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, nth) => all[Math.round(nth * apart)]).filter(
    (one) => one !== undefined,
  );
}
