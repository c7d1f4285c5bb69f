import { DomainError } from '@app/kernel';
import type { Backend, Job, JobConfig, NewJob } from '../backend/index.js';
import { jobNameOf, refuseVariables, type ConfigStore } from '../configs/index.js';
import { hasEnded } from './ended.js';
import { stepsOf } from './steps-of.js';

export interface StartParts {
  readonly backend: Backend;
  readonly configs: Pick<ConfigStore, 'read'>;
}

export interface StartRequest {
  readonly configName: string;
  /** Those of a job that is there already, or the first GPU, when nobody says. */
  readonly gpuIds?: string | undefined;
}

export interface StartedJob {
  readonly job: Job;
  readonly created: boolean;
  /** What it had done before: it goes on from its newest save. */
  readonly stepBefore: number;
  readonly notes: readonly string[];
}

const FIRST_GPU = '0';

/**
 * startJob saves a configuration as a job, queues it and starts the queue of its GPUs. The job is read again after that,
 * as the backend's own answers show the state before. Throws `config_not_found`, `invalid_config` when the configuration
 * has no name, `variable_in_config`, and `job_active` when the job of that name runs or waits, which nobody may edit under way.
 */
export async function startJob(
  parts: StartParts,
  wanted: StartRequest,
  signal?: AbortSignal,
): Promise<StartedJob> {
  const { backend, configs } = parts;
  const { config } = await configs.read(wanted.configName);
  const name = jobNameOf(config);
  if (name === undefined)
    throw new DomainError('invalid_config', 'the configuration has no config.name', { param: 'config_name' });
  refuseVariables(config);
  const { saved, before } = await save(backend, { name, config, gpuIds: wanted.gpuIds }, signal);
  await backend.start(saved, signal);
  return {
    job: await backend.job(saved.id, signal),
    created: before === undefined,
    stepBefore: before?.step ?? 0,
    notes: notesOn(before, config),
  };
}

type Wanted = Omit<NewJob, 'gpuIds'> & { readonly gpuIds: string | undefined };

interface Saved {
  readonly saved: Job;
  /** The job as it was, if there was one. */
  readonly before: Job | undefined;
}

/** Somebody else may make the job between the look and the create, which then is an update after all. */
async function save(backend: Backend, wanted: Wanted, signal?: AbortSignal): Promise<Saved> {
  const before = await jobNamed(backend, wanted.name, signal);
  if (before !== undefined) return { saved: await update(backend, wanted, before, signal), before };
  try {
    const saved = await backend.createJob({ ...wanted, gpuIds: wanted.gpuIds ?? FIRST_GPU }, signal);
    return { saved, before };
  } catch (error) {
    const taken = await jobNamed(backend, wanted.name, signal);
    if (taken === undefined) throw error;
    return { saved: await update(backend, wanted, taken, signal), before: taken };
  }
}

async function update(backend: Backend, wanted: Wanted, before: Job, signal?: AbortSignal): Promise<Job> {
  if (!hasEnded(before.status)) throw active(before);
  return await backend.updateJob(before.id, { ...wanted, gpuIds: wanted.gpuIds ?? before.gpuIds }, signal);
}

async function jobNamed(backend: Backend, name: string, signal?: AbortSignal): Promise<Job | undefined> {
  return (await backend.jobs(signal)).find((job) => job.name === name);
}

function active({ id, status }: Job): DomainError {
  const message = `the job of this configuration is ${status} (${id}); stop it before you start it again`;
  return new DomainError('job_active', message, { param: 'config_name' });
}

function notesOn(before: Job | undefined, config: JobConfig): string[] {
  if (before === undefined || before.step === 0) return [];
  const steps = stepsOf(config);
  if (steps === undefined || before.step < steps)
    return [`It goes on from its newest save, at step ${before.step} or before.`];
  return [`It has trained ${before.step} of ${steps} steps already: raise train.steps to train it further.`];
}
