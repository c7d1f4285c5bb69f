import type {
  Alert,
  DatasetAnalysis,
  ErrorAnalysis,
  NlpAnalysis,
  QualityAnalysis,
  SpeedAnalysis,
  Statistics,
} from '../../apps/training/src/contract/index.js';
import type { Analyses } from '../../apps/training/src/scores/index.js';

/** Analyses of a run without fault, to be changed where a test needs it. */

export const noNumbers: Statistics = { count: 0, min: null, max: null, mean: null, median: null, last: null };

export function statisticsLike(mean: number): Statistics {
  return { count: 1, min: mean, max: mean, mean, median: mean, last: mean };
}

export function qualityLike(given: Partial<QualityAnalysis> = {}): QualityAnalysis {
  return {
    loss: statisticsLike(0.5),
    improvement_pct: 40,
    trend: 'improving',
    nan_count: 0,
    inf_count: 0,
    flags: [],
    status: 'healthy',
    source: 'loss_endpoint',
    ...given,
  };
}

export function speedLike(given: Partial<SpeedAnalysis> = {}): SpeedAnalysis {
  return {
    iter_per_sec: statisticsLike(0.5),
    trend: 'stable',
    trend_delta_pct: 0,
    status: 'healthy',
    status_speed_string: '0.50 iter/sec',
    source: 'loss_endpoint',
    source_hits: { it_per_sec: 1, sec_per_it: 0, ms_per_it: 0 },
    ...given,
  };
}

const noErrors = { oom: 0, traceback: 0, io: 0, network: 0, numerical: 0, generic_error: 0 };

export function errorsLike(
  given: Partial<Omit<ErrorAnalysis, 'category_counts'>> & {
    category_counts?: Partial<ErrorAnalysis['category_counts']>;
  } = {},
): ErrorAnalysis {
  return {
    sample_lines: {},
    total_mentions: 0,
    dominant_category: null,
    severity: 'none',
    ...given,
    category_counts: { ...noErrors, ...given.category_counts },
  };
}

export function datasetLike(given: Partial<DatasetAnalysis> = {}): DatasetAnalysis {
  return {
    dataset_path: '/data/sets/cats',
    exists: true,
    total_images: 100,
    scanned_images: 100,
    scan_limited: false,
    caption_non_empty_count: 100,
    caption_missing_count: 0,
    caption_empty_count: 0,
    caption_coverage_pct: 100,
    unique_caption_ratio: 1,
    resolution_width: statisticsLike(1024),
    resolution_height: statisticsLike(1024),
    aspect_ratio: statisticsLike(1),
    corrupt_image_count: 0,
    corrupt_examples: [],
    duplicate_image_estimate: 0,
    low_resolution_count: 0,
    extreme_aspect_ratio_count: 0,
    caption_words: statisticsLike(12),
    caption_chars: statisticsLike(60),
    top_caption_terms: [],
    caption_examples: [],
    ...given,
  };
}

export function nlpLike(given: Partial<NlpAnalysis> = {}): NlpAnalysis {
  return {
    log_top_terms: [],
    caption_top_terms: [],
    caption_token_count: 100,
    caption_vocabulary_size: 50,
    caption_token_diversity: 0.5,
    caption_ascii_ratio: 1,
    style_flags: [],
    ...given,
  };
}

export function analysesLike(given: Partial<Analyses> = {}): Analyses {
  return {
    quality: qualityLike(),
    speed: speedLike(),
    errors: errorsLike(),
    dataset: undefined,
    nlp: undefined,
    ...given,
  };
}

/** A run that is slow to the point of standing still. */
export const crawlingRun: Analyses = analysesLike({
  quality: qualityLike({ improvement_pct: 13.33, trend: 'improving' }),
  speed: speedLike({ iter_per_sec: statisticsLike(0.0325), status: 'critical', trend: 'speeding_up' }),
});

export function alertLike(severity: Alert['severity'], given: Partial<Alert> = {}): Alert {
  return {
    code: 'LOSS_REGRESSING',
    severity,
    category: 'quality',
    message: 'something happened',
    confidence: 0.8,
    ...given,
  };
}
