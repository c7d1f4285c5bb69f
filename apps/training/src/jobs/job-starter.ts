import { DomainError } from '@app/kernel';
import type { Backend, JobConfig } from '../backend/index.js';
import { jobNameOf, refuseVariables, type ConfigStore } from '../configs/index.js';
import { launchJob, type Launch } from './launch-job.js';
import { saveJob, type SavedJob } from './save-job.js';

export interface JobStarterParts {
  readonly backend: Backend;
  readonly configs: Pick<ConfigStore, 'read'>;
}

export interface StartRequest {
  readonly configName: string;
  /** Those of a job that is there already, or the first GPU, when nobody says. */
  readonly gpuIds?: string | undefined;
  /** Awaited before the job is told to start; when it throws, the job is not started. */
  readonly ready?: ((saved: SavedJob) => Promise<void>) | undefined;
}

export interface JobStart {
  readonly saved: SavedJob;
  readonly launch: Launch;
}

/** JobStarter starts jobs, those of one name one at a time: two starts of one job would edit it while it begins to run. */
export class JobStarter {
  private readonly underWay = new Set<string>();

  constructor(private readonly parts: JobStarterParts) {}

  /**
   * Saves a configuration as a job, queues it and starts the queue of its GPUs; a cancelled caller stops that only up to
   * the start. Throws `config_not_found`, `invalid_config` when the configuration has no name, `variable_in_config`, and
   * `job_active` when the job of that name runs or waits, or is being started.
   */
  async start(wanted: StartRequest, signal?: AbortSignal): Promise<JobStart> {
    const { config } = await this.parts.configs.read(wanted.configName);
    const name = jobNameOf(config);
    if (name === undefined)
      throw new DomainError('invalid_config', 'the configuration has no config.name', {
        param: 'config_name',
      });
    refuseVariables(config);
    return await this.alone(name, () => this.saveAndLaunch({ name, config }, wanted, signal));
  }

  private async saveAndLaunch(
    job: { readonly name: string; readonly config: JobConfig },
    { gpuIds, ready }: StartRequest,
    signal?: AbortSignal,
  ): Promise<JobStart> {
    const { backend } = this.parts;
    const saved = await saveJob(backend, { ...job, gpuIds }, signal);
    signal?.throwIfAborted();
    await ready?.(saved);
    return { saved, launch: await launchJob(backend, saved.job) };
  }

  private async alone(name: string, work: () => Promise<JobStart>): Promise<JobStart> {
    if (this.underWay.has(name))
      throw new DomainError('job_active', 'the job of this configuration is being started by another call', {
        param: 'config_name',
      });
    this.underWay.add(name);
    try {
      return await work();
    } finally {
      this.underWay.delete(name);
    }
  }
}
