import { alertsOf, overallHealth, worstSeverity } from '../../alerts/index.js';
import type { Alert, DatasetAnalysis, NlpAnalysis } from '../../contract/index.js';
import type { MachineFigures } from '../../jobs/index.js';
import type { RunReading } from '../reading/index.js';
import type { Point } from './time-series-output.js';

/** What does not change from point to point. */
export interface Surroundings {
  readonly dataset: DatasetAnalysis | undefined;
  readonly nlp: NlpAnalysis | undefined;
  readonly withAlerts: boolean;
  /** How many lines of the log; undefined for none. */
  readonly excerptLines: number | undefined;
}

export interface Moment {
  readonly timestamp: string;
  readonly elapsedSeconds: number;
  readonly machine: MachineFigures | undefined;
}

export function pointOf(reading: RunReading, around: Surroundings, moment: Moment): Point {
  const { dataset, nlp, withAlerts, excerptLines } = around;
  const { lines, ...analyses } = reading.evidence;
  const alerts = alertsOf({ ...analyses, dataset, nlp });
  return {
    timestamp: moment.timestamp,
    elapsed_seconds: moment.elapsedSeconds,
    ...runFields(reading),
    ...alertFields(alerts),
    ...moment.machine,
    ...(withAlerts && { alerts }),
    ...(nlp !== undefined && { nlp: languageOf(nlp) }),
    ...(excerptLines !== undefined && { raw_log_excerpt: lines.slice(-excerptLines) }),
  };
}

function runFields({ job, totalSteps, evidence: { speed, quality, errors } }: RunReading) {
  return {
    status: job.status,
    current_step: job.step,
    total_steps: totalSteps,
    progress_pct: totalSteps === null ? null : Number(((100 * job.step) / totalSteps).toFixed(2)),
    iter_per_sec: speed.iter_per_sec.last,
    speed_status: speed.status,
    loss_last: quality.loss.last,
    quality_status: quality.status,
    error_severity: errors.severity,
    error_mentions: errors.total_mentions,
  };
}

function alertFields(alerts: readonly Alert[]) {
  return {
    overall_health: overallHealth(alerts),
    alert_count: alerts.length,
    alert_max_severity: worstSeverity(alerts),
  };
}

function languageOf({ caption_token_diversity, style_flags }: NlpAnalysis): NonNullable<Point['nlp']> {
  return { caption_token_diversity, style_flags };
}
