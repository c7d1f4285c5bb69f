import { DomainError } from '@app/kernel';
import { z } from 'zod';
import type { Job, JobConfig } from '../../backend/index.js';
import { jobNameOf, type ConfigStore } from '../../configs/index.js';

export const configContext = z.object({
  requested_config_name: z.string().nullable(),
  resolved_config_name: z.string().nullable(),
  config_source: z.enum(['saved_config', 'job_payload', 'saved_config_by_job_name', 'none']),
});
export type ConfigContext = z.output<typeof configContext>;

export interface RunConfig {
  readonly config: JobConfig | undefined;
  readonly context: ConfigContext;
}

/**
 * The config that a run is judged by: the one that was asked for, else what the backend holds with the job, else the saved
 * one of the same name. Throws for the first of these alone, as ConfigStore does.
 */
export async function configOfRun(
  configs: Pick<ConfigStore, 'read'>,
  job: Pick<Job, 'name' | 'config'>,
  requested: string | undefined,
): Promise<RunConfig> {
  const told = (
    config: JobConfig | undefined,
    name: string | null,
    source: ConfigContext['config_source'],
  ) => {
    const context = {
      requested_config_name: requested ?? null,
      resolved_config_name: name,
      config_source: source,
    };
    return { config, context };
  };
  if (requested !== undefined) {
    const { config } = await configs.read(requested);
    return told(config, requested, 'saved_config');
  }
  if (job.config !== undefined) return told(job.config, jobNameOf(job.config) ?? job.name, 'job_payload');
  const saved = await savedConfig(configs, job.name);
  return saved === undefined
    ? told(undefined, null, 'none')
    : told(saved, job.name, 'saved_config_by_job_name');
}

/** A job need not have come from here, so that nothing readable of its name is no error. */
async function savedConfig(configs: Pick<ConfigStore, 'read'>, name: string): Promise<JobConfig | undefined> {
  try {
    const { config } = await configs.read(name);
    return config;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
