import { DomainError } from '@app/kernel';
import type { Backend, Job, JobConfig, NewJob } from '../backend/index.js';
import { hasEnded } from './ended.js';
import { stepsOf } from './steps-of.js';

/** SavedJob is a job that holds its new configuration, and was not told to start yet. */
export interface SavedJob {
  readonly job: Job;
  readonly created: boolean;
  /** What it had done before: it goes on from its newest save. */
  readonly stepBefore: number;
  readonly notes: readonly string[];
}

export type JobToSave = Omit<NewJob, 'gpuIds'> & {
  /** Those of a job that is there already, or the first GPU, when nobody says. */
  readonly gpuIds: string | undefined;
};

const FIRST_GPU = '0';

/**
 * saveJob makes a job, or brings the job of that name up to date. Somebody else may make it between the look and the
 * create, which then is an update after all. Throws `job_active` when that job runs or waits: nobody may edit it then.
 */
export async function saveJob(backend: Backend, wanted: JobToSave, signal?: AbortSignal): Promise<SavedJob> {
  const before = await jobNamed(backend, wanted.name, signal);
  if (before !== undefined) return await update(backend, wanted, before, signal);
  try {
    const job = await backend.createJob({ ...wanted, gpuIds: wanted.gpuIds ?? FIRST_GPU }, signal);
    return { job, created: true, stepBefore: 0, notes: [] };
  } catch (error) {
    const taken = await jobNamed(backend, wanted.name, signal);
    if (taken === undefined) throw error;
    return await update(backend, wanted, taken, signal);
  }
}

async function update(
  backend: Backend,
  wanted: JobToSave,
  before: Job,
  signal?: AbortSignal,
): Promise<SavedJob> {
  if (!hasEnded(before.status)) throw active(before);
  const given = { ...wanted, gpuIds: wanted.gpuIds ?? before.gpuIds };
  const job = await backend.updateJob(before.id, given, signal);
  return { job, created: false, stepBefore: before.step, notes: notesOn(before, wanted.config) };
}

async function jobNamed(backend: Backend, name: string, signal?: AbortSignal): Promise<Job | undefined> {
  return (await backend.jobs(signal)).find((job) => job.name === name);
}

function active({ id, status }: Job): DomainError {
  const message = `the job of this configuration is ${status} (${id}); stop it before you start it again`;
  return new DomainError('job_active', message, { param: 'config_name' });
}

function notesOn(before: Job, config: JobConfig): string[] {
  if (before.step === 0) return [];
  const steps = stepsOf(config);
  if (steps === undefined || before.step < steps)
    return [`It goes on from its newest save, at step ${before.step} or before.`];
  return [`It has trained ${before.step} of ${steps} steps already: raise train.steps to train it further.`];
}
