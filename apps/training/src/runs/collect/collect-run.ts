import type { Progress } from '@app/tool-server';
import { alertsOf } from '../../alerts/index.js';
import type { Job } from '../../backend/index.js';
import type { DatasetScan } from '../../datasets/index.js';
import { analyzeRun, analyzeText, type LogEvidence } from '../../logs/index.js';
import { componentScores, profileOf, speedCurveOf, type Analyses } from '../../scores/index.js';
import type { EvidenceParts } from '../run-parts.js';
import { configOfRun } from './run-config.js';
import { datasetOfRun, scanOfRun } from './run-dataset.js';
import { reportOf } from './report-of.js';
import type { RunEvidence } from './run-evidence.js';

export interface CollectOptions {
  /** So many last lines of the log are looked at. */
  readonly lines: number;
  readonly configName?: string | undefined;
  readonly datasetPath?: string | undefined;
  readonly includeDataset: boolean;
  readonly includeNlp: boolean;
  readonly maxDatasetFiles: number;
}

/**
 * collectRun asks the backend for a job, its log and its losses, and looks at its data set when told to. Throws
 * `job_not_found`, and what the backend, the configs and the scanner throw.
 */
export async function collectRun(
  parts: EvidenceParts,
  jobId: string,
  options: CollectOptions,
  signal?: AbortSignal,
  progress?: Progress,
): Promise<RunEvidence> {
  const job = await parts.backend.job(jobId, signal);
  const { config, context } = await configOfRun(parts.configs, job, options.configName);
  const dataset = datasetOfRun(config, options.datasetPath);
  const [log, scan] = await Promise.all([
    readLog(parts, job, options.lines, signal),
    options.includeDataset
      ? scanOfRun(parts.scanner, dataset, options.maxDatasetFiles, signal, progress)
      : undefined,
  ]);
  const analyses = analysesOf(log, scan, options.includeNlp);
  return concluded({ job, configContext: context, dataset, log, profile: profileOf(config), analyses });
}

function analysesOf(log: LogEvidence, scan: DatasetScan | undefined, includeNlp: boolean): Analyses {
  const texts = { lines: log.lines, captions: scan?.captions ?? [] };
  return {
    quality: log.quality,
    speed: log.speed,
    errors: log.errors,
    dataset: scan?.analysis,
    nlp: includeNlp ? analyzeText(texts) : undefined,
  };
}

type Collected = Omit<RunEvidence, 'alerts' | 'components' | 'report'>;

function concluded(run: Collected): RunEvidence {
  const { profile, analyses } = run;
  const alerts = alertsOf(analyses);
  const components = componentScores(analyses, alerts, speedCurveOf(profile.model_family, profile.run_class));
  const report = reportOf({ ...run, alerts, components });
  return { ...run, alerts, components, report };
}

async function readLog(
  { backend }: EvidenceParts,
  job: Job,
  lastLines: number,
  signal?: AbortSignal,
): Promise<LogEvidence> {
  const [log, loss] = await Promise.all([
    backend.log(job.id, undefined, signal),
    backend.loss(job.id, {}, signal),
  ]);
  const { name: jobName, speedString, status } = job;
  return analyzeRun({ log, loss, jobName, speedString, status, lastLines });
}
