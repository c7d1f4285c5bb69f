import fc from 'fast-check';
import { crawlingRun, datasetLike, nlpLike, qualityLike } from '../../../../test/training/analyses.js';
import { alertsOf } from '../alerts/index.js';
import { componentScores, evaluate, gradeOf, speedCurveOf, type ComponentScores } from './index.js';

const full: ComponentScores = { convergence: 80, stability: 90, speed: 70, dataset: 60, caption_quality: 50 };
const quality = qualityLike();

it('grades a run that hardly moves with a D and does not pass it', () => {
  const components = componentScores(crawlingRun, alertsOf(crawlingRun), speedCurveOf('sd_like', 'smoke'));
  expect(components.convergence).toBeCloseTo(56.66, 2);
  expect(components).toMatchObject({ stability: 90, speed: 35, dataset: null, caption_quality: null });
  const result = evaluate({ components, quality: crawlingRun.quality });
  expect(result.overall_score).toBeCloseTo(63.33, 2);
  expect(result).toMatchObject({ grade: 'D', passed: false, pass_threshold: 70 });
  expect(result.diagnostics).toEqual([expect.stringMatching(/speed is 35/)]);
});

it('weighs what could be scored, and the weights add up to 1', () => {
  const { overall_score, weights } = evaluate({ components: full, quality });
  expect(overall_score).toBeCloseTo(80 * 0.35 + 90 * 0.3 + 70 * 0.2 + 60 * 0.1 + 50 * 0.05, 2);
  expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 3);
  const bare = evaluate({ components: { ...full, dataset: null, caption_quality: null }, quality });
  expect(bare.weights).toEqual({ convergence: 0.4118, stability: 0.3529, speed: 0.2353 });
});

it('takes a loss that nobody saw for a middling one', () => {
  const components = { ...full, convergence: null, speed: null, dataset: null, caption_quality: null };
  expect(evaluate({ components, quality }).overall_score).toBeCloseTo((50 * 0.35 + 90 * 0.3) / 0.65, 2);
});

it('goes by the weights of the caller', () => {
  const rubric = { convergence: 0, stability: 0, speed: 2, dataset: 2, caption_quality: 0 };
  expect(evaluate({ components: full, quality }, 65, rubric)).toMatchObject({
    overall_score: 65,
    passed: true,
    weights: { speed: 0.5, dataset: 0.5 },
  });
  const none = { convergence: 0, stability: 0, speed: 0, dataset: 0, caption_quality: 0 };
  const refusal = { code: 'invalid_argument', param: 'rubric_weights' };
  expect(() => evaluate({ components: full, quality }, 70, none)).toThrow(expect.objectContaining(refusal));
});

it('says what is weak', () => {
  const broken = qualityLike({ status: 'critical', trend: 'regressing' });
  const weak = { ...full, speed: 49, dataset: 69.9, caption_quality: 64 };
  expect(evaluate({ components: weak, quality: broken }).diagnostics).toHaveLength(5);
  const fine = { ...full, dataset: 70, speed: 50, caption_quality: 65 };
  expect(evaluate({ components: fine, quality }).diagnostics).toEqual([]);
});

it('scores the data set and the captions when they were looked at', () => {
  const run = { ...crawlingRun, dataset: datasetLike({ caption_coverage_pct: 80 }), nlp: nlpLike() };
  expect(componentScores(run, [], speedCurveOf('sd_like', 'smoke'))).toMatchObject({
    dataset: 91,
    caption_quality: 92,
  });
});

it('stays between 0 and 100, and never grades what it did not weigh', () => {
  const score = fc.option(fc.integer({ min: 0, max: 100 }));
  const components = fc.record({
    convergence: score,
    stability: score,
    speed: score,
    dataset: score,
    caption_quality: score,
  });
  fc.assert(
    fc.property(components, (given) => {
      const { overall_score, weights, grade } = evaluate({ components: given, quality });
      expect(overall_score).toBeGreaterThanOrEqual(0);
      expect(overall_score).toBeLessThanOrEqual(100);
      expect(grade).toBe(gradeOf(overall_score));
      for (const part of ['speed', 'dataset', 'caption_quality'] as const)
        expect(part in weights).toBe(given[part] !== null);
    }),
  );
});

it.each([
  [100, 'A'],
  [90, 'A'],
  [89.99, 'B'],
  [70, 'C'],
  [60, 'D'],
  [59.99, 'F'],
])('calls %p %s', (score, grade) => {
  expect(gradeOf(score)).toBe(grade);
});
