import { asProblem, Problem } from './problem.js';
import { refusalOf, sessionFetch } from './session-fetch.js';
import { callTool, type ToolResult } from './tool-servers.js';

/** The id under which the router's registry has the server of the training jobs. */
export const TRAINING = 'training';

/** A training job at one moment; null is not known. */
export interface TrainingJob {
  readonly job_id: string;
  readonly name: string;
  /** queued, running, stopping, stopped, completed or error */
  readonly status: string;
  /** Percent, whole ones. */
  readonly progress: number;
  readonly current_step: number;
  readonly total_steps: number | null;
  /** What the trainer says it is doing. */
  readonly info: string;
  /** The backend's own word for the speed; stays after the end. */
  readonly speed_string: string | null;
  readonly iter_per_sec: number | null;
  readonly eta_seconds: number | null;
  readonly gpu_ids: string;
  readonly queue_position: number | null;
  readonly updated_at: string | null;
}

/** A job with a thin loss, which older servers do not tell, nor newer ones of their oldest jobs. */
export interface TrainingTrend {
  readonly job_id: string;
  readonly loss?: readonly LossValue[];
}

export interface LossValue {
  readonly step: number;
  /** Null where the loss was no number. */
  readonly value: number | null;
}

export interface TrainingSample {
  readonly name: string;
  readonly step: number | null;
  /** Which of the prompts, from 0. */
  readonly index: number | null;
}

/** A job with its loss and samples; older servers tell of neither. */
export interface TrainingRun extends TrainingJob {
  readonly loss?: readonly LossValue[];
  /** How many there are before they are thinned, and how many of these are no number. */
  readonly loss_point_count?: number;
  readonly loss_null_count?: number;
  readonly samples?: readonly TrainingSample[];
  readonly learning_rate?: readonly LossValue[];
}

export interface SampleImage {
  readonly name: string;
  readonly mime_type: string;
  /** Base64; null when it is no picture. */
  readonly data: string | null;
}

export interface TrainingAlert {
  readonly code: string;
  readonly severity: 'warning' | 'critical';
  readonly message: string;
  /** 0 to 1 */
  readonly confidence: number;
}

type Evaluation = { readonly overall_score: number; readonly grade: string } | { readonly skipped: true };

export interface TrainingHealth {
  readonly generated_at: string;
  readonly overall_health: 'healthy' | 'warning' | 'critical' | 'unknown';
  readonly alerts: readonly TrainingAlert[];
  readonly logs: { readonly analyzed_line_count: number };
  readonly quality_analysis: { readonly trend: string; readonly improvement_pct: number | null };
  readonly error_analysis: { readonly total_mentions: number };
  readonly run_report: {
    readonly metrics: {
      readonly convergence_score: number | null;
      readonly stability_score: number | null;
      readonly dataset_quality_score: number | null;
    };
  };
  readonly evaluation: Evaluation;
}

export interface ConfigCheck {
  readonly valid: boolean;
  readonly errors: readonly { readonly message: string }[];
  readonly warnings: readonly { readonly message: string }[];
  readonly normalized_config: {
    readonly job_name: string | null;
    readonly train: { readonly steps: number | null };
  };
}

export const readTrainingJobs = async (signal: AbortSignal): Promise<readonly TrainingJob[]> =>
  (await look<{ jobs: readonly TrainingJob[] }>('list-training-jobs', signal)).jobs;

/** readTrainingTrends are the losses of the newest jobs, in so many points. */
export const readTrainingTrends = async (
  points: number,
  signal: AbortSignal,
): Promise<readonly TrainingTrend[]> =>
  (await look<{ jobs: readonly TrainingTrend[] }>(`list-training-jobs?loss_points=${points}`, signal)).jobs;

export const readTrainingRun = (job: string, points: number, signal: AbortSignal): Promise<TrainingRun> =>
  ask(
    'get-training-status',
    { job_id: job, loss_points: points, learning_rate_points: points, include_samples: true },
    signal,
  );

/** readSaves are the steps after which a job has saved its model; null is the end. */
export const readSaves = async (job: string, signal: AbortSignal): Promise<readonly (number | null)[]> => {
  try {
    const given = { job_id: job };
    const { available } = await ask<{ available: { step: number | null }[] }>('export-model', given, signal);
    return available.map(({ step }) => step);
  } catch (error) {
    if (asProblem(error).code === 'model_not_found') return [];
    throw error;
  }
};

export interface TrainingConfig {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly yaml: string;
}

export const readConfig = (name: string, signal: AbortSignal): Promise<TrainingConfig> =>
  ask('get-config', { name }, signal);

/** Its place in the list is its number. */
export interface TrainingGpu {
  readonly name: string;
  readonly memory_used_mb: number | null;
  readonly memory_total_mb: number | null;
  readonly utilization_pct: number | null;
}

export const readGpus = async (signal: AbortSignal): Promise<readonly TrainingGpu[]> =>
  (await look<{ gpus: readonly TrainingGpu[] }>('get-system-stats', signal)).gpus;

type Score = number | null;

export interface RankedRun {
  readonly job_id: string;
  readonly scores: {
    readonly total: number;
    readonly components: { readonly convergence: Score; readonly speed: Score; readonly stability: Score };
  };
}

export interface RunComparison {
  readonly ranking: { readonly ranking: readonly RankedRun[]; readonly winner_job_id: string };
  readonly skipped_runs: readonly { readonly job_id: string; readonly reason: string }[];
}

export const compareRuns = (jobs: readonly string[], signal: AbortSignal): Promise<RunComparison> =>
  ask('compare-training-runs', { job_ids: jobs, include_dataset: false }, signal);

export const readTrainingJob = (job: string, signal: AbortSignal): Promise<TrainingJob> =>
  ask('get-training-status', { job_id: job }, signal);

export const readSampleImages = async (
  job: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly SampleImage[]> => {
  const given = { job_id: job, sample_images: names };
  const { sample_images: images = [] } = await ask<{ sample_images?: readonly SampleImage[] }>(
    'get-training-status',
    given,
    signal,
  );
  return images;
};

/** readTrainingHealth judges a run; its data set is looked at on demand, for that takes a while. */
export const readTrainingHealth = (
  job: string,
  withDataset: boolean,
  signal: AbortSignal,
): Promise<TrainingHealth> =>
  ask(
    'get-training-observability',
    { job_id: job, include_dataset: withDataset, include_nlp: withDataset, include_next_experiment: false },
    signal,
  );

export const readConfigs = async (signal: AbortSignal): Promise<readonly string[]> =>
  (await look<{ configs: readonly string[] }>('list-configs', signal)).configs;

export const checkConfig = (config: string, signal: AbortSignal): Promise<ConfigCheck> =>
  ask('validate-training-config', { config_name: config, max_dataset_files: 200 }, signal);

/** startTraining starts it on these GPUs; without any, on those that the job had, or the first. */
export const startTraining = (config: string, gpus: string, signal: AbortSignal): Promise<TrainingJob> =>
  ask('start-training', { config_name: config, ...(gpus !== '' && { gpu_ids: gpus }) }, signal);

export interface StoppedJob {
  readonly name: string;
  readonly status: string;
  readonly stopped: boolean;
  readonly process_ended: boolean;
}

export const stopTraining = (job: string, signal: AbortSignal): Promise<StoppedJob> =>
  ask('stop-training', { job_id: job }, signal);

/** look has a tool that only looks called, if the session may; it goes with the other reads of a page. */
async function look<T>(toolAndQuery: string, signal: AbortSignal): Promise<T> {
  const answer = await sessionFetch(`/bff/training/${toolAndQuery}`, { signal });
  if (!answer.ok) throw await refusalOf(answer);
  return structureOf(toolAndQuery, (await answer.json()) as ToolResult) as T;
}

/** ask calls a tool of the training server for what it answers in structure. A failure of the tool is a Problem too. */
async function ask<T>(tool: string, given: Record<string, unknown>, signal: AbortSignal): Promise<T> {
  return structureOf(tool, await callTool(TRAINING, tool, given, signal)) as T;
}

function structureOf(tool: string, { content = [], structuredContent, isError }: ToolResult): object {
  if (isError) throw failureIn(content.map(({ text = '' }) => text).join('\n'));
  if (typeof structuredContent === 'object' && structuredContent !== null) return structuredContent;
  throw new Problem(422, 'tool_malformed', `${tool} of the training server gave no structured answer`);
}

/** Tools write `code: what failed`. */
function failureIn(text: string): Problem {
  const [, code = 'tool_failed', message = text] = /^([a-z][a-z0-9_]*): (.+)$/s.exec(text) ?? [];
  return new Problem(422, code, message === '' ? 'the tool failed and did not say why' : message);
}
