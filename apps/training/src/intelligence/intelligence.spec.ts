import {
  analysesLike,
  crawlingRun,
  datasetLike,
  errorsLike,
  nlpLike,
  qualityLike,
  speedLike,
  statisticsLike,
} from '../../../../test/training/analyses.js';
import { alertsOf } from '../alerts/index.js';
import {
  componentScores,
  evaluate,
  profileOf,
  speedCurveOf,
  type Analyses,
  type ModelFamily,
  type RunClass,
} from '../scores/index.js';
import { intelligence, intelligenceOf, thresholdsOf } from './index.js';

const profile = profileOf({
  config: {
    process: [
      {
        model: { name_or_path: 'runwayml/stable-diffusion-v1-5', arch: 'sd15' },
        train: { steps: 1000, lr: 0.0002, batch_size: 1 },
        datasets: [{ resolution: [768] }],
      },
    ],
  },
});

function judged(analyses: Analyses, passThreshold = 70) {
  const alerts = alertsOf(analyses);
  const components = componentScores(analyses, alerts, speedCurveOf(profile.model_family, profile.run_class));
  const evaluation = evaluate({ components, quality: analyses.quality }, passThreshold);
  return intelligence.parse(intelligenceOf({ analyses, alerts, profile, evaluation }));
}
const codesOf = (analyses: Analyses) =>
  judged(analyses).bottlenecks.map(({ code, severity }) => `${code} ${severity}`);

it.each<[ModelFamily, RunClass, number, number, number]>([
  ['sd_like', 'smoke', 67, 67, 50],
  ['sd_like', 'standard', 75, 75, 50],
  ['sd_like', 'long', 78, 80, 50],
  ['flux_flex', 'smoke', 66, 67, 38],
  ['flux_flex', 'standard', 74, 75, 38],
  ['flux_flex', 'highres', 72, 73, 30],
  ['flux_flex', 'long', 77, 80, 38],
  ['sdxl', 'highres', 73, 73, 34],
])('asks of a %s run that is %s what is fair', (family, kind, ready, safe, speed) => {
  expect(thresholdsOf(family, kind)).toMatchObject({
    ready_overall_min: ready,
    safe_export_overall_min: safe,
    speed_bottleneck_score: speed,
  });
});

it('asks more of the data of a long run', () => {
  expect(thresholdsOf('sd_like', 'long')).toMatchObject({
    dataset_repair_score: 73,
    caption_repair_score: 68,
  });
});

it('says of a run that hardly moves that its speed is what holds it back, and opens no gate', () => {
  const result = judged(crawlingRun);
  expect(result.scores.overall).toBeCloseTo(63.75, 2);
  expect(result.confidence).toBe(0.71);
  expect(result.bottlenecks).toEqual([
    expect.objectContaining({
      code: 'THROUGHPUT_LOW',
      severity: 'critical',
      confidence: 0.95,
      confidence_source: 'alert_category_max',
    }),
  ]);
  expect(Object.values(result.decision_gates)).toEqual([false, false, false, false, false, false]);
  expect(result.recommendations).toEqual([
    { priority: 'critical', for: 'THROUGHPUT_LOW', title: expect.any(String), action: expect.any(String) },
  ]);
  expect(result.context).toMatchObject({
    model_family: 'sd_like',
    run_class: 'smoke',
    hparams: { steps: 1000 },
  });
});

it('shows scores flat and grouped, and both say the same', () => {
  const { scores, thresholds } = judged(analysesLike({ nlp: nlpLike(), dataset: datasetLike() }));
  const { overall, weights, components, ...flat } = scores;
  expect(flat).toEqual(components);
  expect(Object.keys(weights)).toHaveLength(5);
  expect(overall).toBeGreaterThan(80);
  expect(thresholds.pass_threshold).toBe(70);
});

it.each<[string, Partial<Analyses>, string[]]>([
  ['nothing', {}, []],
  [
    'a loss that is no number',
    { quality: qualityLike({ nan_count: 1, status: 'critical', trend: 'regressing' }) },
    ['QUALITY_NUMERICAL critical'],
  ],
  [
    'a critical loss',
    { quality: qualityLike({ status: 'critical', trend: 'regressing' }) },
    ['QUALITY_CRITICAL critical'],
  ],
  [
    'a rising loss',
    { quality: qualityLike({ trend: 'regressing', improvement_pct: -15 }) },
    ['QUALITY_REGRESSION warning'],
  ],
  [
    'a low speed',
    { speed: speedLike({ status: 'slow', iter_per_sec: statisticsLike(0.05) }) },
    ['THROUGHPUT_LOW warning'],
  ],
  [
    'a speed that is slow but usual',
    { speed: speedLike({ status: 'slow', iter_per_sec: statisticsLike(0.17) }) },
    [],
  ],
  [
    'critical errors',
    { errors: errorsLike({ severity: 'critical', total_mentions: 1 }) },
    ['ERROR_CRITICAL critical'],
  ],
  ['errors', { errors: errorsLike({ severity: 'warning', total_mentions: 1 }) }, ['ERROR_WARNING warning']],
  ['no data set', { dataset: datasetLike({ exists: false }) }, ['DATASET_UNRESOLVED warning']],
  [
    'a poor data set',
    { dataset: datasetLike({ caption_coverage_pct: 30 }) },
    ['DATASET_QUALITY_LOW warning'],
  ],
  ['poor captions', { nlp: nlpLike({ caption_token_diversity: 0.25 }) }, ['CAPTION_QUALITY_LOW warning']],
  [
    'short captions',
    { nlp: nlpLike({ style_flags: ['captions_too_short'] }) },
    ['CAPTION_QUALITY_LOW warning'],
  ],
])('names as bottleneck of a run with %s: %p %p', (_, given, expected) => {
  expect(codesOf(analysesLike(given))).toEqual(expected);
});

it('says where its confidence comes from when no alert backs it', () => {
  const [found] = judged(analysesLike({ nlp: nlpLike({ caption_token_diversity: 0.1 }) })).bottlenecks;
  expect(found).toMatchObject({ confidence: 0.72, confidence_source: 'severity_default' });
});

describe('the gates', () => {
  it('open for a good run', () => {
    expect(judged(analysesLike({ dataset: datasetLike(), nlp: nlpLike() })).decision_gates).toEqual({
      ready_for_long_run: true,
      requires_immediate_stop: false,
      requires_dataset_repair: false,
      requires_caption_repair: false,
      safe_to_export: true,
      ready_for_release: true,
    });
  });

  it('keep a run that failed its evaluation from being exported, though it may run longer', () => {
    expect(judged(analysesLike(), 100).decision_gates).toMatchObject({
      ready_for_long_run: true,
      safe_to_export: false,
      ready_for_release: false,
    });
  });

  it('ask for a stop when the loss is no number', () => {
    const gates = judged(
      analysesLike({ quality: qualityLike({ nan_count: 1, status: 'critical' }) }),
    ).decision_gates;
    expect(gates).toMatchObject({ requires_immediate_stop: true, ready_for_long_run: false });
  });

  it('ask for repairs of data and captions', () => {
    const dataset = datasetLike({ caption_coverage_pct: 10 });
    const nlp = nlpLike({ style_flags: ['captions_too_short'] });
    expect(judged(analysesLike({ dataset, nlp })).decision_gates).toMatchObject({
      requires_dataset_repair: true,
      requires_caption_repair: true,
    });
  });
});
