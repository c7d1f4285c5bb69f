import type { Progress } from '@app/tool-server';
import { alertsOf } from '../../alerts/index.js';
import type { DatasetScan } from '../../datasets/index.js';
import { analyzeText, type LogEvidence } from '../../logs/index.js';
import { componentScores, profileOf, speedCurveOf, type Analyses } from '../../scores/index.js';
import type { EvidenceParts } from '../run-parts.js';
import { configOfRun } from './run-config.js';
import { readLog } from './read-log.js';
import { datasetOfRun, scanOrError } from './run-dataset.js';
import { reportOf } from './report-of.js';
import type { RunEvidence } from './run-evidence.js';
import { runWarnings } from './run-warnings.js';

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
 * collectRun asks the backend for a job, its losses and its log, and looks at its data set when told to. What of these
 * could not be had is among the warnings. Throws `job_not_found`, `backend_failed` when there is neither loss nor log, and
 * what the configs throw, and the scanner of a path that the caller named.
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
  const [{ evidence: log, missing }, { scan, error }] = await Promise.all([
    readLog(parts.backend, job, options.lines, signal),
    options.includeDataset
      ? scanOrError(parts.scanner, dataset, options.maxDatasetFiles, signal, progress)
      : NO_SCAN,
  ]);
  return concluded({
    job,
    configContext: context,
    dataset,
    log,
    profile: profileOf(config),
    analyses: analysesOf(log, scan, options.includeNlp),
    missing,
    warnings: runWarnings(log, missing, error),
  });
}

const NO_SCAN = { scan: undefined, error: undefined } as const;

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
