import type { Progress } from '@app/tool-server';
import { alertsOf } from '../../alerts/index.js';
import type { Job } from '../../backend/index.js';
import type { Alert, RunReport } from '../../contract/index.js';
import { analyzeRun, analyzeText, type LogEvidence } from '../../logs/index.js';
import {
  componentScores,
  profileOf,
  speedCurveOf,
  type Analyses,
  type ComponentScores,
  type RunProfile,
} from '../../scores/index.js';
import type { EvidenceParts } from '../run-parts.js';
import { configOfRun, type ConfigContext } from './run-config.js';
import { datasetOfRun, scanOfRun, type DatasetResolution } from './run-dataset.js';
import { reportOf } from './report-of.js';

export interface CollectOptions {
  /** So many last lines of the log are looked at. */
  readonly lines: number;
  readonly configName?: string | undefined;
  readonly datasetPath?: string | undefined;
  readonly includeDataset: boolean;
  readonly includeNlp: boolean;
  readonly maxDatasetFiles: number;
}

/** RunEvidence is everything that is known of a run, and what follows from it. */
export interface RunEvidence {
  readonly job: Job;
  readonly configContext: ConfigContext;
  readonly dataset: DatasetResolution;
  readonly log: Pick<LogEvidence, 'lines' | 'analyzedLineCount'>;
  readonly profile: RunProfile;
  readonly analyses: Analyses;
  readonly alerts: readonly Alert[];
  readonly components: ComponentScores;
  readonly report: RunReport;
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
  const captions = scan?.captions ?? [];
  const analyses: Analyses = {
    quality: log.quality,
    speed: log.speed,
    errors: log.errors,
    dataset: scan?.analysis,
    nlp: options.includeNlp ? analyzeText({ lines: log.lines, captions }) : undefined,
  };
  return concluded({ job, configContext: context, dataset, log, profile: profileOf(config), analyses });
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
