import { isNumericallyBroken, type Analyses, type ComponentScores } from '../scores/index.js';
import type { BottleneckCode, Finding } from './bottleneck-shape.js';
import type { AdaptiveThresholds } from './thresholds.js';

/** What bottlenecks are looked for in. */
export interface Observed {
  readonly analyses: Analyses;
  readonly components: ComponentScores;
  readonly thresholds: AdaptiveThresholds;
}

/** Each of these is a kind of trouble; it is named once, by the gravest that fits. */
export const FINDERS: readonly ((run: Observed) => Finding | undefined)[] = [
  quality,
  throughput,
  errors,
  dataset,
  captions,
];

const MESSAGES = {
  QUALITY_NUMERICAL: 'The loss was NaN or infinite.',
  QUALITY_CRITICAL: 'The quality of the loss is critical.',
  QUALITY_REGRESSION: 'The loss goes up instead of down.',
  THROUGHPUT_LOW: 'The run is slower than runs of this kind should be.',
  ERROR_CRITICAL: 'The log shows critical errors.',
  ERROR_WARNING: 'The log shows errors.',
  DATASET_UNRESOLVED: 'The data set was not found.',
  DATASET_QUALITY_LOW: 'The data set needs repair.',
  CAPTION_QUALITY_LOW: 'The captions tell too little.',
} as const satisfies Record<BottleneckCode, string>;

function found(code: BottleneckCode, severity: Finding['severity'], evidence: Finding['evidence']): Finding {
  return { code, severity, message: MESSAGES[code], evidence };
}

function quality({ analyses: { quality: loss } }: Observed): Finding | undefined {
  const { nan_count, inf_count, status, improvement_pct, flags } = loss;
  if (isNumericallyBroken(loss)) return found('QUALITY_NUMERICAL', 'critical', { nan_count, inf_count });
  if (status === 'critical') return found('QUALITY_CRITICAL', 'critical', { flags });
  return loss.trend === 'regressing'
    ? found('QUALITY_REGRESSION', 'warning', { improvement_pct })
    : undefined;
}

function throughput({ analyses, components, thresholds }: Observed): Finding | undefined {
  const { status, iter_per_sec } = analyses.speed;
  const [score, threshold] = [components.speed, thresholds.speed_bottleneck_score];
  const evidence = {
    speed_status: status,
    mean_iter_per_sec: iter_per_sec.mean,
    speed_score: score,
    threshold,
  };
  if (status === 'critical') return found('THROUGHPUT_LOW', 'critical', evidence);
  return score !== null && score < threshold ? found('THROUGHPUT_LOW', 'warning', evidence) : undefined;
}

function errors({ analyses: { errors: log } }: Observed): Finding | undefined {
  const { severity, total_mentions, dominant_category } = log;
  const evidence = { total_mentions, dominant_category };
  if (severity === 'critical') return found('ERROR_CRITICAL', 'critical', evidence);
  return severity === 'warning' ? found('ERROR_WARNING', 'warning', evidence) : undefined;
}

function dataset({ analyses, components, thresholds }: Observed): Finding | undefined {
  const data = analyses.dataset;
  if (data === undefined) return undefined;
  if (!data.exists) return found('DATASET_UNRESOLVED', 'warning', { error: data.error ?? null });
  const [score, threshold] = [components.dataset, thresholds.dataset_repair_score];
  if (score === null || score >= threshold) return undefined;
  const { caption_coverage_pct, duplicate_image_estimate, corrupt_image_count } = data;
  const evidence = { caption_coverage_pct, duplicate_image_estimate, corrupt_image_count };
  return found('DATASET_QUALITY_LOW', 'warning', { dataset_score: score, threshold, ...evidence });
}

function captions({ analyses, components, thresholds }: Observed): Finding | undefined {
  const flags = analyses.nlp?.style_flags ?? [];
  const [score, threshold] = [components.caption_quality, thresholds.caption_repair_score];
  const isLow = score !== null && score < threshold;
  if (!isLow && flags.length === 0) return undefined;
  return found('CAPTION_QUALITY_LOW', 'warning', { caption_score: score, threshold, style_flags: flags });
}
