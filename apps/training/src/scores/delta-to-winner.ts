import { z } from 'zod';
import { hundredths } from './points.js';
import { RANKING_WEIGHTS } from './weights.js';

type RankedPart = keyof typeof RANKING_WEIGHTS;
const RANKED_PARTS = Object.keys(RANKING_WEIGHTS) as RankedPart[];

/** The rule by which bands are named; whoever changes a threshold gives it another id. */
export const BAND_SOURCE = {
  id: 'absolute_delta_thresholds_v1',
  units: 'score_points',
  thresholds: { negligible_lte: 2, moderate_lte: 8, large_gt: 8 },
} as const;

const band = z.enum(['negligible', 'moderate', 'large']);
export type Band = z.output<typeof band>;

const score = z.number().nullable();
export const rankedScores = z.strictObject({
  convergence: score,
  speed: score,
  stability: score,
  dataset: score,
});
export type RankedScores = z.output<typeof rankedScores>;

export const deltaToWinner = z.strictObject({
  total: z.number(),
  total_band: band,
  components: rankedScores,
  component_bands: z.strictObject({
    convergence: band.nullable(),
    speed: band.nullable(),
    stability: band.nullable(),
    dataset: band.nullable(),
  }),
  band_source: z.strictObject({
    id: z.literal(BAND_SOURCE.id),
    units: z.literal(BAND_SOURCE.units),
    thresholds: z.strictObject({
      negligible_lte: z.number(),
      moderate_lte: z.number(),
      large_gt: z.number(),
    }),
  }),
});
export type DeltaToWinner = z.output<typeof deltaToWinner>;

interface Scored {
  readonly total: number;
  readonly components: RankedScores;
}

/** How far a run is from the winner; a part that either does not have is null. */
export function deltaOf(run: Scored, winner: Scored): DeltaToWinner {
  const total = hundredths(run.total - winner.total);
  const components = byPart((part) => difference(run.components[part], winner.components[part]));
  return {
    total,
    total_band: bandOf(total),
    components,
    component_bands: byPart((part) => (components[part] === null ? null : bandOf(components[part]))),
    band_source: { ...BAND_SOURCE, thresholds: { ...BAND_SOURCE.thresholds } },
  };
}

export function bandOf(delta: number): Band {
  const { negligible_lte, moderate_lte } = BAND_SOURCE.thresholds;
  if (Math.abs(delta) <= negligible_lte) return 'negligible';
  return Math.abs(delta) <= moderate_lte ? 'moderate' : 'large';
}

function difference(own: number | null, winners: number | null): number | null {
  return own === null || winners === null ? null : hundredths(own - winners);
}

function byPart<T>(value: (part: RankedPart) => T): Record<RankedPart, T> {
  return Object.fromEntries(RANKED_PARTS.map((part) => [part, value(part)])) as Record<RankedPart, T>;
}
