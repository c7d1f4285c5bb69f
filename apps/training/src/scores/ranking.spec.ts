import fc from 'fast-check';
import { BAND_SOURCE, bandOf, positionOf, rankRuns, type NonEmpty } from './index.js';

interface Run {
  readonly job_id: string;
  readonly metrics: {
    readonly convergence_score: number | null;
    readonly speed_mean_iter_per_sec: number | null;
    readonly speed_last_iter_per_sec: number | null;
    readonly stability_score: number | null;
    readonly dataset_quality_score: number | null;
  };
}

function run(
  job_id: string,
  convergence_score: number | null,
  speed: number | null,
  stability_score: number | null,
  dataset_quality_score: number | null,
): Run {
  const speeds = { speed_mean_iter_per_sec: speed, speed_last_iter_per_sec: speed };
  return { job_id, metrics: { convergence_score, stability_score, dataset_quality_score, ...speeds } };
}

const three: NonEmpty<Run> = [
  run('a', 70, 0.1, 65, 80),
  run('b', 85, 0.25, 90, 88),
  run('c', 40, 0.05, 30, 50),
];

it('names the best run and how far the others are from it', () => {
  const { ranking, ...summary } = rankRuns(three);
  expect(summary).toEqual({ winner_job_id: 'b', winner_score: 89.8, score_spread: 59.8 });
  expect(ranking.map(({ job_id, rank, scores }) => [job_id, rank, scores.total])).toEqual([
    ['b', 1, 89.8],
    ['a', 2, 60.5],
    ['c', 3, 30],
  ]);
  expect(ranking[1]?.delta_to_winner).toEqual({
    total: -29.3,
    total_band: 'large',
    components: { convergence: -15, speed: -75, stability: -25, dataset: -8 },
    component_bands: { convergence: 'large', speed: 'large', stability: 'large', dataset: 'moderate' },
    band_source: BAND_SOURCE,
  });
  expect(ranking[2]?.delta_to_winner.total).toBe(-59.8);
});

it('says nothing of a part that a run does not have, and does not weigh it', () => {
  const { ranking } = rankRuns([run('a', null, null, 100, null), run('b', 80, 0.1, 100, 90)]);
  expect(ranking.map(({ job_id }) => job_id)).toEqual(['b', 'a']);
  expect(ranking[1]?.scores).toEqual({
    total: 55.56,
    components: { convergence: null, speed: null, stability: 100, dataset: null },
    weights: { convergence: 0.4444, speed: 0.2222, stability: 0.3333, dataset: 0 },
  });
  expect(ranking[1]?.delta_to_winner.component_bands).toEqual({
    convergence: null,
    speed: null,
    stability: 'negligible',
    dataset: null,
  });
});

it('counts runs of the same speed as equally good', () => {
  const { ranking } = rankRuns([run('a', 50, 0.1, 50, 50), run('b', 50, 0.1, 50, 50)]);
  expect(ranking.map(({ job_id, scores }) => [job_id, scores.components.speed])).toEqual([
    ['a', 80],
    ['b', 80],
  ]);
});

describe('any ranking', () => {
  // Few values, so that some runs are equally good, and any.
  const score = fc.option(
    fc.oneof(
      fc.constantFrom(0, 50),
      fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
    ),
  );
  const speed = fc.option(fc.oneof(fc.constant(0.1), fc.double({ min: 0, max: 50, noNaN: true })));
  const runs = fc
    .uniqueArray(fc.tuple(fc.string(), score, speed, score, score), { minLength: 1, selector: ([id]) => id })
    .map((tuples) => tuples.map((tuple) => run(...tuple)) as unknown as NonEmpty<Run>);
  const shuffled = runs.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray([...all], { minLength: all.length }) as unknown as fc.Arbitrary<NonEmpty<Run>>,
    ),
  );

  it('does not depend on the order in which runs were named', () => {
    fc.assert(fc.property(shuffled, ([all, mixed]) => expect(rankRuns(mixed)).toEqual(rankRuns(all))));
  });

  it('has a winner that is no distance from itself, and nobody above it', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const { ranking, winner_job_id, score_spread } = rankRuns(all);
        const [first] = ranking;
        expect(first).toMatchObject({ job_id: winner_job_id, rank: 1 });
        expect(
          Object.values(first?.delta_to_winner.components ?? {}).every(
            (delta) => delta === null || delta === 0,
          ),
        ).toBe(true);
        expect(first?.delta_to_winner).toMatchObject({ total: 0, total_band: 'negligible' });
        expect(ranking.every(({ delta_to_winner }) => delta_to_winner.total <= 0)).toBe(true);
        expect(ranking.at(-1)?.delta_to_winner.total).toBeCloseTo(-score_spread, 6);
      }),
    );
  });

  it('names bands by the thresholds that it shows', () => {
    const { negligible_lte, moderate_lte } = BAND_SOURCE.thresholds;
    fc.assert(
      fc.property(runs, (all) => {
        for (const { delta_to_winner: delta } of rankRuns(all).ranking) {
          const size = Math.abs(delta.total);
          const expected =
            size <= negligible_lte ? 'negligible' : size <= moderate_lte ? 'moderate' : 'large';
          expect(delta.total_band).toBe(expected);
        }
      }),
    );
  });
});

it.each([
  [2, 'negligible'],
  [-2, 'negligible'],
  [2.01, 'moderate'],
  [-8, 'moderate'],
  [8.01, 'large'],
])('calls a distance of %p %s', (delta, band) => {
  expect(bandOf(delta)).toBe(band);
});

describe('the position of a run', () => {
  it('is told in rank and percentile', () => {
    const found = (id: string) => positionOf(id, rankRuns(three));
    expect(found('a')).toMatchObject({ found: true, rank: 2, total: 3, percentile: 50, score: 60.5 });
    expect(found('b')).toMatchObject({ rank: 1, percentile: 100, winner_job_id: 'b', score_spread: 59.8 });
    expect(found('c')).toMatchObject({ rank: 3, percentile: 0 });
    expect(found('d')).toMatchObject({ found: false, rank: null, percentile: null, score: null });
  });

  it('of the only run is the best', () => {
    expect(positionOf('a', rankRuns([three[0]]))).toMatchObject({ rank: 1, total: 1, percentile: 100 });
  });
});
