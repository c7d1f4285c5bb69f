import { highlightsOf, overallHealth } from '../../alerts/index.js';
import type { RunReport } from '../../contract/index.js';
import { statusOf } from '../../jobs/index.js';
import type { RunEvidence } from './run-evidence.js';

const skipped = { skipped: true } as const;

/** What tools show of a run. */
export function reportOf(run: Omit<RunEvidence, 'report'>): RunReport {
  const { job, analyses, alerts, components, dataset } = run;
  const { quality, speed, errors } = analyses;
  return {
    job_id: job.id,
    job_name: job.name,
    status: statusOf(job).status,
    overall_health: overallHealth(alerts),
    metrics: {
      convergence_score: components.convergence,
      speed_mean_iter_per_sec: speed.iter_per_sec.mean,
      speed_last_iter_per_sec: speed.iter_per_sec.last,
      stability_score: components.stability,
      dataset_quality_score: components.dataset,
    },
    quality_analysis: quality,
    speed_analysis: speed,
    error_analysis: errors,
    dataset_analysis: analyses.dataset ?? skipped,
    nlp_analysis: analyses.nlp ?? skipped,
    alerts: [...alerts],
    highlights: highlightsOf(alerts),
    dataset_path: dataset.dataset_path,
    warnings: [...run.warnings],
  };
}
