import { z } from 'zod';
import type { Ranking } from './ranking.js';
import { hundredths } from './points.js';

export const position = z.object({
  found: z.boolean(),
  job_id: z.string(),
  rank: z.int().nullable(),
  total: z.int(),
  percentile: z.number().nullable().describe('100 for the winner, 0 for the last'),
  score: z.number().nullable(),
  rank_source: z.enum(['reported_rank', 'computed_position']),
  winner_job_id: z.string(),
  winner_score: z.number(),
  score_spread: z.number(),
});
export type Position = z.output<typeof position>;

type PlacedRun = Pick<Ranking['ranking'][number], 'job_id' | 'rank' | 'scores'>;

/** Where a run stands in a ranking. */
export function positionOf(
  jobId: string,
  { ranking, ...winner }: Omit<Ranking, 'ranking'> & { readonly ranking: readonly PlacedRun[] },
): Position {
  const run = ranking.find(({ job_id }) => job_id === jobId);
  const total = ranking.length;
  return {
    found: run !== undefined,
    job_id: jobId,
    rank: run?.rank ?? null,
    total,
    percentile: run === undefined ? null : percentileOf(run.rank, total),
    score: run?.scores.total ?? null,
    rank_source: 'reported_rank',
    ...winner,
  };
}

function percentileOf(rank: number, total: number): number {
  return total <= 1 ? 100 : hundredths((100 * (total - rank)) / (total - 1));
}
