import { z } from 'zod';
import { runReport, type RunReport } from '../contract/index.js';
import { deltaOf, deltaToWinner, rankedScores, type RankedScores } from './delta-to-winner.js';
import { hundredths } from './points.js';
import { weighted } from './weighted.js';
import { MISSING, RANKING_WEIGHTS } from './weights.js';

const rankScores = z.strictObject({
  total: z.number(),
  components: rankedScores,
  weights: z.strictObject({
    convergence: z.number(),
    speed: z.number(),
    stability: z.number(),
    dataset: z.number(),
  }),
});
const place = z.object({
  scores: rankScores,
  rank: z.int().positive(),
  delta_to_winner: deltaToWinner,
});
type Place = z.output<typeof place>;

export const rankedRun = runReport.extend(place.shape);

export const ranking = z.object({
  ranking: z.array(rankedRun),
  winner_job_id: z.string(),
  winner_score: z.number(),
  score_spread: z.number().describe('From the winner to the last'),
});
export type Ranking = z.output<typeof ranking>;

export type NonEmpty<T> = readonly [T, ...T[]];
type Rankable = Pick<RunReport, 'job_id' | 'metrics'>;

/** What rankRuns gives: a Ranking, whatever else the runs carry. */
export interface RankingOf<T> extends Omit<Ranking, 'ranking'> {
  ranking: (T & Place)[];
}

/** When all runs are equally fast. */
const SAME_SPEED = 80;

/** The runs from the best to the last, each with its distance from the best. The order of the input does not matter. */
export function rankRuns<T extends Rankable>(runs: NonEmpty<T>): RankingOf<T> {
  const speeds = relativeSpeeds(runs);
  const scored = runs.map((run) => ({ run, scores: scoresOf(run, speeds(run)) })).sort(better);
  const [best, worst] = [scored[0], scored.at(-1)];
  if (best === undefined || worst === undefined) throw new Error('there are no runs to rank');
  return {
    ranking: scored.map(({ run, scores }, index) => {
      return { ...run, scores, rank: index + 1, delta_to_winner: deltaOf(scores, best.scores) };
    }),
    winner_job_id: best.run.job_id,
    winner_score: best.scores.total,
    score_spread: hundredths(best.scores.total - worst.scores.total),
  };
}

/** From 0 for the slowest to 100 for the fastest; null when a run's speed is not known. */
function relativeSpeeds(runs: readonly Rankable[]): (run: Rankable) => number | null {
  const known = runs.map(speedOf).filter((speed) => speed !== null);
  const [slowest, fastest] = [Math.min(...known), Math.max(...known)];
  return (run) => {
    const speed = speedOf(run);
    if (speed === null) return null;
    return slowest === fastest ? SAME_SPEED : hundredths((100 * (speed - slowest)) / (fastest - slowest));
  };
}

function speedOf({ metrics }: Rankable): number | null {
  return metrics.speed_mean_iter_per_sec;
}

function scoresOf({ metrics }: Rankable, speed: number | null): Place['scores'] {
  const components: RankedScores = {
    convergence: metrics.convergence_score,
    speed,
    stability: metrics.stability_score,
    dataset: metrics.dataset_quality_score,
  };
  const { overall, weights } = weighted(components, RANKING_WEIGHTS, MISSING.ranking);
  return { total: overall, components, weights: { ...NO_WEIGHT, ...weights } };
}
const NO_WEIGHT = { convergence: 0, speed: 0, stability: 0, dataset: 0 };

interface Scored {
  readonly run: Rankable;
  readonly scores: Place['scores'];
}

/** Ids part the equally good, so that the answer is the same each time. */
function better(one: Scored, other: Scored): number {
  return other.scores.total - one.scores.total || (one.run.job_id < other.run.job_id ? -1 : 1);
}
