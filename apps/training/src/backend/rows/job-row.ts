import { z } from 'zod';
import { malformed } from '../backend-errors.js';
import type { Job, JobConfig } from '../job.js';

const text = z.string().catch('');
const count = z.int().catch(0);

/** Only what a job cannot be without is demanded, so that older and newer backends are understood. */
const row = z.object({
  id: z.string().min(1),
  name: z.string(),
  gpu_ids: z.string().catch('0'),
  job_config: z.unknown(),
  job_type: z.string().catch('train'),
  status: z.string(),
  stop: z.boolean().catch(false),
  step: count,
  total_steps: z.int().positive().optional().catch(undefined),
  info: text,
  speed_string: text,
  queue_position: count,
  created_at: z.string().optional().catch(undefined),
  updated_at: z.string().optional().catch(undefined),
});

type Row = z.output<typeof row>;

export function jobOf(body: unknown): Job {
  const read = row.safeParse(body);
  if (!read.success) throw malformed('something that is no job', read.error);
  return jobOfRow(read.data);
}

/** trainingJobsOf leaves out the jobs that write captions, which are in the same table. */
export function trainingJobsOf(body: unknown): readonly Job[] {
  const read = z.object({ jobs: z.array(row) }).safeParse(body);
  if (!read.success) throw malformed('something that is no list of jobs', read.error);
  return read.data.jobs.filter(({ job_type }) => job_type === 'train').map(jobOfRow);
}

function jobOfRow(given: Row): Job {
  return {
    id: given.id,
    name: given.name,
    gpuIds: given.gpu_ids,
    config: configOf(given.job_config),
    status: given.status === 'running' && given.stop ? 'stopping' : given.status,
    stop: given.stop,
    step: given.step,
    totalSteps: given.total_steps,
    info: given.info,
    speedString: given.speed_string,
    queuePosition: given.queue_position,
    createdAt: given.created_at,
    updatedAt: given.updated_at,
  };
}

/** The table holds JSON as a string, which clients have been seen to encode once more. */
function configOf(given: unknown): JobConfig | undefined {
  const once = parsed(given);
  const config = typeof once === 'string' ? parsed(once) : once;
  const isObject = typeof config === 'object' && config !== null && !Array.isArray(config);
  return isObject ? (config as JobConfig) : undefined;
}

function parsed(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return undefined;
  }
}
