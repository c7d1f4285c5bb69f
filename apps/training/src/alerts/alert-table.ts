import type { Alert, AlertCode } from '../contract/index.js';
import { isNumericallyBroken, type Analyses } from '../scores/index.js';

const LOW_COVERAGE_PCT = 90;

/** AlertRule says when something is worth an alarm: `message` gives undefined when it is not. */
export interface AlertRule extends Omit<Alert, 'message'> {
  readonly code: AlertCode;
  readonly message: (run: Analyses) => string | undefined;
}

export const ALERT_TABLE: readonly AlertRule[] = [
  {
    code: 'LOG_ERRORS_CRITICAL',
    severity: 'critical',
    category: 'errors',
    confidence: 0.95,
    message: ({ errors }) =>
      when(errors.severity === 'critical', `The log holds critical errors, ${mostly(errors)}.`),
  },
  {
    code: 'LOG_ERRORS_PRESENT',
    severity: 'warning',
    category: 'errors',
    confidence: 0.75,
    message: (run) => when(hasMinorErrors(run), `The log holds errors, ${mostly(run.errors)}.`),
  },
  {
    code: 'LOSS_CRITICAL',
    severity: 'critical',
    category: 'quality',
    confidence: 0.98,
    message: ({ quality }) => when(quality.status === 'critical', 'The loss is NaN or infinite.'),
  },
  {
    code: 'LOSS_REGRESSING',
    severity: 'warning',
    category: 'quality',
    confidence: 0.78,
    message: ({ quality }) =>
      when(
        quality.trend === 'regressing',
        `The loss went up by ${percent(quality.improvement_pct)} since the start.`,
      ),
  },
  {
    code: 'SPEED_CRITICAL',
    severity: 'critical',
    category: 'speed',
    confidence: 0.95,
    message: ({ speed }) => when(speed.status === 'critical', `Training hardly moves: ${pace(speed)}.`),
  },
  {
    code: 'SPEED_SLOW',
    severity: 'warning',
    category: 'speed',
    confidence: 0.76,
    message: ({ speed }) => when(speed.status === 'slow', `Training is slow: ${pace(speed)}.`),
  },
  {
    code: 'DATASET_MISSING',
    severity: 'warning',
    category: 'dataset',
    confidence: 0.7,
    message: ({ dataset }) =>
      when(dataset?.exists === false, 'The data set could not be found, so nobody looked at it.'),
  },
  {
    code: 'DATASET_LOW_CAPTION_COVERAGE',
    severity: 'warning',
    category: 'dataset',
    confidence: 0.74,
    message: ({ dataset }) =>
      dataset?.exists === true && dataset.caption_coverage_pct < LOW_COVERAGE_PCT
        ? `Only ${percent(dataset.caption_coverage_pct)} of the images have a caption.`
        : undefined,
  },
  {
    code: 'DATASET_DUPLICATES',
    severity: 'warning',
    category: 'dataset',
    confidence: 0.76,
    message: ({ dataset }) => counted(dataset?.duplicate_image_estimate, 'a duplicate', 'duplicates'),
  },
  {
    code: 'DATASET_CORRUPT_IMAGES',
    severity: 'critical',
    category: 'dataset',
    confidence: 0.94,
    message: ({ dataset }) => counted(dataset?.corrupt_image_count, 'corrupt', 'corrupt'),
  },
  {
    code: 'CAPTION_LOW_DIVERSITY',
    severity: 'warning',
    category: 'nlp',
    confidence: 0.66,
    message: (run) => flag(run, 'caption_vocabulary_low_diversity'),
  },
  {
    code: 'CAPTION_TOO_SHORT',
    severity: 'warning',
    category: 'nlp',
    confidence: 0.66,
    message: (run) => flag(run, 'captions_too_short'),
  },
];

function when(condition: boolean, message: string): string | undefined {
  return condition ? message : undefined;
}

/** What the alert of the loss says already is not said again. */
function hasMinorErrors({ errors, quality }: Analyses): boolean {
  if (errors.severity === 'critical' || errors.total_mentions === 0) return false;
  const onlyNumerical = errors.total_mentions === errors.category_counts.numerical;
  return !(onlyNumerical && isNumericallyBroken(quality));
}

function mostly({ dominant_category, total_mentions }: Analyses['errors']): string {
  return `mostly of the kind ${dominant_category ?? 'unknown'} (${total_mentions} mentions)`;
}

function pace({ iter_per_sec, status_speed_string }: Analyses['speed']): string {
  return iter_per_sec.mean === null
    ? (status_speed_string ?? 'no speed is known')
    : `${iter_per_sec.mean} iterations per second in the mean`;
}

function percent(value: number | null): string {
  return `${Math.abs(value ?? 0)} %`;
}

function counted(count: number | undefined, one: string, many: string): string | undefined {
  if (count === undefined || count === 0) return undefined;
  return count === 1 ? `One image is ${one}.` : `${count} images are ${many}.`;
}

function flag(
  { nlp }: Analyses,
  name: NonNullable<Analyses['nlp']>['style_flags'][number],
): string | undefined {
  return nlp?.style_flags.includes(name) === true ? name : undefined;
}
