import { z } from 'zod';
import { tenThousandths } from './points.js';
import type { ModelFamily, RunClass } from './run-profile.js';

/** Iterations per second of a standard run of a small model, and the score from there on, the highest first. */
const LEVELS = [
  { name: 'excellent', base: 0.3, score: 95 },
  { name: 'good', base: 0.2, score: 82 },
  { name: 'fair', base: 0.12, score: 68 },
  { name: 'watch', base: 0.08, score: 52 },
  { name: 'poor', base: 0.04, score: 35 },
] as const;
const MOVING = 20;
const FAMILY_FACTORS = { flux_flex: 0.55, sdxl: 0.7, sd3: 0.7, sd_like: 1, unknown: 1 } as const;
const CLASS_FACTORS = { smoke: 0.8, standard: 1, highres: 0.72, long: 1.08 } as const;

export const speedCurve = z.object({
  excellent: z.number(),
  good: z.number(),
  fair: z.number(),
  watch: z.number(),
  poor: z.number(),
});
/** SpeedCurve is the iterations per second from which a speed is called so. */
export type SpeedCurve = z.output<typeof speedCurve>;

export function speedCurveOf(family: ModelFamily, runClass: RunClass): SpeedCurve {
  const factor = FAMILY_FACTORS[family] * CLASS_FACTORS[runClass];
  const thresholds = LEVELS.map(({ name, base }) => [name, tenThousandths(base * factor)] as const);
  return Object.fromEntries(thresholds) as SpeedCurve;
}

/** The score of one run's mean speed, 0 to 95; null when the speed is not known. */
export function speedScore(iterationsPerSecond: number | null, curve: SpeedCurve): number | null {
  if (iterationsPerSecond === null) return null;
  const level = LEVELS.find(({ name }) => iterationsPerSecond >= curve[name]);
  return level?.score ?? (iterationsPerSecond > 0 ? MOVING : 0);
}
