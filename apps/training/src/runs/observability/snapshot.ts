import { z } from 'zod';
import {
  alert,
  datasetAnalysis,
  errorAnalysis,
  health,
  nlpAnalysis,
  qualityAnalysis,
  runReport,
  skipped,
  speedAnalysis,
} from '../../contract/index.js';
import { jobStatus, statusOf, systemSnapshot, type SystemSnapshot } from '../../jobs/index.js';
import type { RunEvidence } from '../collect/run-evidence.js';
import { configContext } from '../collect/run-config.js';
import { datasetResolution } from '../collect/run-dataset.js';

export const snapshot = z.object({
  job_id: z.string(),
  generated_at: z.string(),
  overall_health: health,
  status_snapshot: jobStatus,
  system_snapshot: systemSnapshot,
  config_context: configContext,
  logs: z.object({ analyzed_line_count: z.int(), requested_line_count: z.int() }),
  speed_analysis: speedAnalysis,
  quality_analysis: qualityAnalysis,
  error_analysis: errorAnalysis,
  dataset_analysis: z.union([datasetAnalysis, skipped]),
  nlp_analysis: z.union([nlpAnalysis, skipped]),
  dataset_resolution: datasetResolution,
  alerts: z.array(alert),
  warnings: runReport.shape.warnings,
  raw_log_excerpt: z.array(z.string()).optional().describe('The last lines of the log'),
});
export type Snapshot = z.output<typeof snapshot>;

export interface SnapshotOptions {
  readonly generatedAt: string;
  readonly requestedLines: number;
  /** Undefined for no excerpt. */
  readonly excerptLines: number | undefined;
}

/** What a run looks like at one moment, without a judgement. */
export function snapshotOf(run: RunEvidence, system: SystemSnapshot, options: SnapshotOptions): Snapshot {
  const { report, log } = run;
  const { excerptLines } = options;
  return {
    job_id: run.job.id,
    generated_at: options.generatedAt,
    overall_health: report.overall_health,
    status_snapshot: statusOf(run.job),
    system_snapshot: system,
    config_context: run.configContext,
    logs: { analyzed_line_count: log.analyzedLineCount, requested_line_count: options.requestedLines },
    speed_analysis: report.speed_analysis,
    quality_analysis: report.quality_analysis,
    error_analysis: report.error_analysis,
    dataset_analysis: report.dataset_analysis,
    nlp_analysis: report.nlp_analysis,
    dataset_resolution: run.dataset,
    alerts: report.alerts,
    warnings: report.warnings,
    ...(excerptLines !== undefined && { raw_log_excerpt: log.lines.slice(-excerptLines) }),
  };
}
