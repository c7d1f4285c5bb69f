import { overallHealth } from '../../alerts/index.js';
import type { Alert, Health } from '../../contract/index.js';
import { statusOf, type JobStatusReport } from '../../jobs/index.js';
import type { EvidenceParts } from '../run-parts.js';
import { collectRun } from './collect-run.js';

export interface AlertsOfRun {
  readonly alerts: readonly Alert[];
  readonly overall_health: Health;
  readonly status_snapshot: JobStatusReport;
  /** What could not be had of the job, in words. */
  readonly warnings: readonly string[];
}

/** The alerts of a job by its log and its losses alone, as alert-routing asks for them. */
export function observeAlerts(parts: EvidenceParts) {
  const logOnly = { includeDataset: false, includeNlp: false, maxDatasetFiles: 0 };
  return async (jobId: string, lines: number, signal: AbortSignal): Promise<AlertsOfRun> => {
    const { alerts, job, warnings } = await collectRun(parts, jobId, { ...logOnly, lines }, signal);
    return { alerts, overall_health: overallHealth(alerts), status_snapshot: statusOf(job), warnings };
  };
}
