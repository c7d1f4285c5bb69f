import fc from 'fast-check';
import {
  alertLike,
  datasetLike,
  errorsLike,
  nlpLike,
  noNumbers,
  qualityLike,
} from '../../../../test/training/analyses.js';
import { captionScore, convergenceScore, datasetScore, stabilityScore } from './index.js';

const score100 = (score: number | null) => score === null || (score >= 0 && score <= 100);

describe('the convergence score', () => {
  it('follows the improvement of the loss, within bounds', () => {
    expect(convergenceScore(qualityLike({ improvement_pct: 0 }))).toBe(50);
    expect(convergenceScore(qualityLike({ improvement_pct: 90 }))).toBe(80);
    expect(convergenceScore(qualityLike({ improvement_pct: -300 }))).toBe(20);
    expect(convergenceScore(qualityLike({ improvement_pct: 40, flags: ['loss_spikes_detected'] }))).toBe(50);
  });

  it('is 0 when the loss was no number, and unknown when there was none', () => {
    expect(convergenceScore(qualityLike({ nan_count: 1 }))).toBe(0);
    expect(convergenceScore(qualityLike({ inf_count: 1, loss: noNumbers }))).toBe(0);
    expect(convergenceScore(qualityLike({ loss: noNumbers, improvement_pct: null }))).toBeNull();
  });
});

describe('the stability score', () => {
  it('is full for a clean run', () => {
    expect(stabilityScore({ errors: errorsLike(), quality: qualityLike(), alerts: [] })).toBe(100);
  });

  it('is gone when the loss is no number and errors are critical', () => {
    const errors = errorsLike({ severity: 'critical', total_mentions: 10 });
    const quality = qualityLike({ status: 'critical', nan_count: 1, flags: ['loss_nan_detected'] });
    const alerts = [alertLike('critical'), alertLike('warning')];
    expect(stabilityScore({ errors, quality, alerts })).toBe(0);
  });

  it('takes something for each warning', () => {
    const errors = errorsLike({ severity: 'warning', total_mentions: 3 });
    const quality = qualityLike({ status: 'warning', flags: ['loss_spikes_detected'] });
    const alerts = [alertLike('warning'), alertLike('warning')];
    expect(stabilityScore({ errors, quality, alerts })).toBe(43);
  });

  it('is at most 10 after one loss that is no number, however calm the rest', () => {
    const quality = qualityLike({ nan_count: 1 });
    expect(stabilityScore({ errors: errorsLike(), quality, alerts: [] })).toBe(10);
  });
});

describe('the score of a data set', () => {
  it('takes a little for small faults', () => {
    const dataset = datasetLike({
      caption_coverage_pct: 98,
      low_resolution_count: 2,
      extreme_aspect_ratio_count: 1,
    });
    expect(datasetScore(dataset)).toBeCloseTo(98.25, 2);
  });

  it('leaves almost nothing of a bad one', () => {
    const dataset = datasetLike({
      caption_coverage_pct: 50,
      duplicate_image_estimate: 25,
      corrupt_image_count: 3,
      low_resolution_count: 40,
      extreme_aspect_ratio_count: 20,
    });
    expect(datasetScore(dataset)).toBeCloseTo(2, 2);
  });

  it('is 0 without images and unknown without a data set', () => {
    expect(datasetScore(datasetLike({ scanned_images: 0 }))).toBe(0);
    expect(datasetScore(datasetLike({ exists: false }))).toBeNull();
  });

  it('stays between 0 and 100 whatever is counted', () => {
    const count = fc.integer({ min: 0, max: 5000 });
    const found = fc.record({
      scanned_images: count,
      caption_coverage_pct: fc.double({ min: 0, max: 100, noNaN: true }),
      duplicate_image_estimate: count,
      corrupt_image_count: count,
      low_resolution_count: count,
      extreme_aspect_ratio_count: count,
    });
    fc.assert(fc.property(found, (given) => score100(datasetScore(datasetLike(given)))));
  });
});

describe('the score of captions', () => {
  it.each([
    [0.45, 92],
    [0.3, 78],
    [0.2, 63],
    [0.199, 45],
  ])('with a diversity of %p is %p', (diversity, score) => {
    expect(captionScore(nlpLike({ caption_token_diversity: diversity }))).toBe(score);
  });

  it('takes something for each flag, and is unknown without words', () => {
    const flags = ['caption_vocabulary_low_diversity', 'captions_too_short'] as const;
    expect(captionScore(nlpLike({ caption_token_diversity: 0.1, style_flags: [...flags] }))).toBe(18);
    expect(captionScore(nlpLike({ caption_token_diversity: null }))).toBeNull();
  });
});
