import {
  analysesLike,
  crawlingRun,
  datasetLike,
  errorsLike,
  nlpLike,
  qualityLike,
  speedLike,
} from '../../../../test/training/analyses.js';
import { ALERT_CODES, alert } from '../contract/index.js';
import type { Analyses } from '../scores/index.js';
import { ALERT_TABLE } from './alert-table.js';
import { alertsOf, highlightsOf, overallHealth, worstSeverity } from './index.js';

it.each<[string, Partial<Analyses>, object]>([
  [
    'critical errors',
    { errors: errorsLike({ severity: 'critical', total_mentions: 2, dominant_category: 'oom' }) },
    {
      code: 'LOG_ERRORS_CRITICAL',
      severity: 'critical',
      category: 'errors',
      confidence: 0.95,
      message: expect.stringContaining('oom'),
    },
  ],
  [
    'errors',
    { errors: errorsLike({ severity: 'warning', total_mentions: 1, category_counts: { io: 1 } }) },
    { code: 'LOG_ERRORS_PRESENT', severity: 'warning', confidence: 0.75 },
  ],
  [
    'a loss that is no number',
    { quality: qualityLike({ status: 'critical', nan_count: 1 }) },
    { code: 'LOSS_CRITICAL', severity: 'critical', category: 'quality', confidence: 0.98 },
  ],
  [
    'a loss that rises',
    { quality: qualityLike({ trend: 'regressing', improvement_pct: -20 }) },
    {
      code: 'LOSS_REGRESSING',
      severity: 'warning',
      confidence: 0.78,
      message: expect.stringContaining('20 %'),
    },
  ],
  [
    'a slow run',
    { speed: speedLike({ status: 'slow' }) },
    { code: 'SPEED_SLOW', severity: 'warning', category: 'speed', confidence: 0.76 },
  ],
  [
    'a run that hardly moves',
    crawlingRun,
    { code: 'SPEED_CRITICAL', severity: 'critical', confidence: 0.95 },
  ],
  [
    'no data set',
    { dataset: datasetLike({ exists: false, caption_coverage_pct: 0 }) },
    { code: 'DATASET_MISSING', severity: 'warning', category: 'dataset', confidence: 0.7 },
  ],
  [
    'missing captions',
    { dataset: datasetLike({ caption_coverage_pct: 89.9 }) },
    { code: 'DATASET_LOW_CAPTION_COVERAGE', severity: 'warning', confidence: 0.74 },
  ],
  [
    'duplicates',
    { dataset: datasetLike({ duplicate_image_estimate: 1 }) },
    {
      code: 'DATASET_DUPLICATES',
      severity: 'warning',
      confidence: 0.76,
      message: 'One image is a duplicate.',
    },
  ],
  [
    'corrupt images',
    { dataset: datasetLike({ corrupt_image_count: 3 }) },
    {
      code: 'DATASET_CORRUPT_IMAGES',
      severity: 'critical',
      confidence: 0.94,
      message: '3 images are corrupt.',
    },
  ],
  [
    'captions that are alike',
    { nlp: nlpLike({ style_flags: ['caption_vocabulary_low_diversity'] }) },
    {
      code: 'CAPTION_LOW_DIVERSITY',
      severity: 'warning',
      category: 'nlp',
      confidence: 0.66,
      message: 'caption_vocabulary_low_diversity',
    },
  ],
  [
    'short captions',
    { nlp: nlpLike({ style_flags: ['captions_too_short'] }) },
    { code: 'CAPTION_TOO_SHORT', severity: 'warning', confidence: 0.66 },
  ],
])('raises one alert for %s', (_, given, expected) => {
  const alerts = alertsOf(analysesLike(given));
  expect(alerts).toEqual([expect.objectContaining(expected)]);
  expect(alert.array().parse(alerts)).toEqual(alerts);
});

it('raises nothing for a run without fault, and of what was not looked at', () => {
  expect(
    alertsOf(analysesLike({ dataset: datasetLike({ caption_coverage_pct: 90 }), nlp: nlpLike() })),
  ).toEqual([]);
  expect(overallHealth(alertsOf(analysesLike()))).toBe('healthy');
});

it('does not say twice that the loss is no number', () => {
  const quality = qualityLike({ status: 'critical', nan_count: 2 });
  const errors = errorsLike({ severity: 'warning', total_mentions: 2, category_counts: { numerical: 2 } });
  expect(alertsOf(analysesLike({ quality, errors })).map(({ code }) => code)).toEqual(['LOSS_CRITICAL']);
  expect(alertsOf(analysesLike({ errors })).map(({ code }) => code)).toEqual(['LOG_ERRORS_PRESENT']);
});

it('has a rule for each code, and one only', () => {
  expect(ALERT_TABLE.map(({ code }) => code)).toEqual([...ALERT_CODES]);
});

it('is as ill as its gravest alert', () => {
  const slow = alertsOf(analysesLike({ speed: speedLike({ status: 'slow' }) }));
  const both = [...slow, ...alertsOf(crawlingRun)];
  expect([overallHealth(slow), overallHealth(both)]).toEqual(['warning', 'critical']);
  expect([worstSeverity([]), worstSeverity(both)]).toEqual(['none', 'critical']);
  expect(highlightsOf(both, 1)).toEqual([slow[0]?.message]);
});
