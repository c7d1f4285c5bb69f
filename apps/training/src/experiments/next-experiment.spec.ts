import fc from 'fast-check';
import { crawlingRun, errorsLike, qualityLike } from '../../../../test/training/analyses.js';
import { alertsOf } from '../alerts/index.js';
import {
  componentScores,
  speedCurveOf,
  type ComponentScores,
  type Hyperparameters,
} from '../scores/index.js';
import { nextExperiment, nextExperimentShape } from './index.js';

const good: ComponentScores = { convergence: 80, stability: 90, speed: 80, dataset: 90, caption_quality: 90 };
const usual: Hyperparameters = {
  learning_rate: 0.0002,
  steps: 1000,
  batch_size: 2,
  rank: 16,
  alpha: 16,
  low_vram: true,
  resolution: 768,
};
const calm = { quality: qualityLike(), errors: errorsLike() };
const broken = { ...calm, quality: qualityLike({ nan_count: 1 }) };
const full = { ...calm, errors: errorsLike({ category_counts: { oom: 2 } }) };

function next(components: Partial<ComponentScores>, hparams: Partial<Hyperparameters> = {}, analyses = calm) {
  const run = { components: { ...good, ...components }, hparams: { ...usual, ...hparams }, analyses };
  const experiment = nextExperimentShape.parse(nextExperiment(run));
  return [experiment.recommendation_type, experiment.parameter, experiment.current, experiment.proposed];
}

it('asks a short run that hardly moves for more steps', () => {
  const components = componentScores(crawlingRun, alertsOf(crawlingRun), speedCurveOf('sd_like', 'smoke'));
  const { rationale, validation_plan, ...experiment } = nextExperiment({
    components,
    hparams: usual,
    analyses: crawlingRun,
  });
  expect(experiment).toEqual({
    recommendation_type: 'convergence',
    parameter: 'steps',
    current: 1000,
    proposed: 1350,
    expected_impact: 'medium',
    risk_level: 'low',
  });
  expect([rationale.length > 0, validation_plan.length]).toEqual([true, 3]);
});

it('goes from the data set over stability, convergence and speed to the captions', () => {
  const all = { dataset: 69, stability: 59, convergence: 64, speed: 49, caption_quality: 64 };
  expect(next(all)).toEqual(['dataset', 'dataset_curation', 69, expect.any(String)]);
  expect(next({ ...all, dataset: 70 })).toEqual(['stability', 'learning_rate', 0.0002, 0.00016]);
  expect(next({ ...all, dataset: 70, stability: 60 })).toEqual(['convergence', 'steps', 1000, 1350]);
  expect(next({ speed: 49, caption_quality: 64 })).toEqual(['throughput', 'resolution', 768, 653]);
  expect(next({ caption_quality: 64 })).toEqual(['captioning', 'caption_quality', 64, expect.any(String)]);
  expect(next({})).toEqual(['exploration', 'seeded_eval_prompts', null, expect.any(String)]);
});

it('lowers the learning rate after a loss that is no number', () => {
  expect(next({ stability: 10 }, {}, broken)).toEqual(['stability', 'learning_rate', 0.0002, 0.00014]);
  expect(next({ stability: 10 }, { learning_rate: 1.2e-6 }, broken)).toContain(0.000001);
});

it('makes the batch smaller when memory ran out, and the images when the batch is one already', () => {
  expect(next({ stability: 10 }, {}, full)).toEqual(['memory', 'batch_size', 2, 1]);
  expect(next({ stability: 10 }, { batch_size: 1 }, full)).toEqual(['memory', 'resolution', 768, 653]);
});

it('looks for another cure in a long run whose loss does not fall', () => {
  const weak = { convergence: 20 };
  expect(next(weak, { steps: 3000, learning_rate: 4e-4 })).toEqual([
    'convergence',
    'learning_rate',
    0.0004,
    0.0003,
  ]);
  expect(next(weak, { steps: 3000 })).toEqual(['capacity', 'rank', 16, 24]);
  expect(next(weak, { steps: 3000, rank: 124 })).toEqual(['capacity', 'rank', 124, 128]);
});

it('says the change in words when the config does not say what it changes', () => {
  expect(next({ stability: 10 }, { learning_rate: null }, broken)).toContain('70 % of what it is now');
  expect(next({ stability: 10 }, { batch_size: null }, full)).toContain('1 less than now');
});

it('never proposes what is already so', () => {
  const score = fc.option(fc.integer({ min: 0, max: 100 }));
  const components = fc.record({
    convergence: score,
    stability: score,
    speed: score,
    dataset: score,
    caption_quality: score,
  });
  const whole = (max: number) => fc.option(fc.integer({ min: 1, max }));
  const hparams = fc.record({
    learning_rate: fc.option(fc.double({ min: 1e-7, max: 1e-2, noNaN: true })),
    steps: whole(10_000),
    batch_size: whole(8),
    rank: whole(256),
    alpha: whole(256),
    low_vram: fc.constant(null),
    resolution: whole(2048),
  });
  const analyses = fc.constantFrom(calm, broken, full);
  fc.assert(
    fc.property(components, hparams, analyses, (scores, settings, seen) => {
      const { current, proposed } = nextExperiment({ components: scores, hparams: settings, analyses: seen });
      expect(proposed).not.toBe(current);
      expect(proposed).not.toBeNull();
    }),
    { numRuns: 500 },
  );
});
