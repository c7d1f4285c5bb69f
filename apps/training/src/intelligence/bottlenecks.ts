import type { Alert, AlertCategory } from '../contract/index.js';
import { clamped, hundredths } from '../scores/index.js';
import type { Bottleneck, BottleneckCode, Finding } from './bottleneck-shape.js';
import { FINDERS, type Observed } from './findings.js';

const CATEGORY: Readonly<Record<BottleneckCode, AlertCategory>> = {
  QUALITY_NUMERICAL: 'quality',
  QUALITY_CRITICAL: 'quality',
  QUALITY_REGRESSION: 'quality',
  THROUGHPUT_LOW: 'speed',
  ERROR_CRITICAL: 'errors',
  ERROR_WARNING: 'errors',
  DATASET_UNRESOLVED: 'dataset',
  DATASET_QUALITY_LOW: 'dataset',
  CAPTION_QUALITY_LOW: 'nlp',
};
const USUAL_CONFIDENCE = { critical: 0.9, warning: 0.72 } as const;
const CONFIDENCE_BOUNDS = [0.1, 0.99] as const;

/** What holds a run back, with how sure that is and where that comes from. */
export function bottlenecksOf(run: Observed, alerts: readonly Alert[]): Bottleneck[] {
  return FINDERS.flatMap((find) => find(run) ?? []).map((finding) => ({
    ...finding,
    ...confidenceOf(finding, alerts),
  }));
}

function confidenceOf(
  { code, severity }: Finding,
  alerts: readonly Alert[],
): Pick<Bottleneck, 'confidence' | 'confidence_source'> {
  const own = alerts
    .filter(({ category }) => category === CATEGORY[code])
    .map(({ confidence }) => confidence);
  if (own.length === 0)
    return { confidence: USUAL_CONFIDENCE[severity], confidence_source: 'severity_default' };
  const highest = clamped(Math.max(...own), ...CONFIDENCE_BOUNDS);
  return { confidence: hundredths(highest), confidence_source: 'alert_category_max' };
}
