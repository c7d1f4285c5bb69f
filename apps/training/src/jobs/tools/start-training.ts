import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { Job } from '../../backend/index.js';
import type { JobStart, JobStarter } from '../job-starter.js';
import { jobStatus, statusOf } from '../job-status.js';
import { configName, gpuIds } from './arguments.js';

const output = jobStatus.extend({
  config_name: z.string(),
  created: z.boolean().describe('Whether the backend had no such job before'),
  notes: z.array(z.string()),
});
type Output = z.output<typeof output>;

export interface StartParts {
  readonly starter: JobStarter;
}

export function startTrainingTool({ starter }: StartParts): Tool {
  return tool({
    name: 'start-training',
    title: 'Start a training',
    description:
      'Makes a job of a saved configuration, or brings the job of that name up to date, and starts it with the queue of ' +
      'its GPUs. A job that runs or waits is not touched. For long trainings use run-training-with-guardrails.',
    input: z.object({ config_name: configName, gpu_ids: gpuIds.optional() }),
    output,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    text: textOf,
    run: async ({ config_name: name, gpu_ids: ids }, signal) =>
      outputOf(name, await starter.start({ configName: name, gpuIds: ids }, signal)),
  });
}

function outputOf(config: string, { saved, launch }: JobStart): Output {
  const answer = (job: Job, notes: readonly string[]): Output => ({
    ...statusOf(job),
    config_name: config,
    created: saved.created,
    notes: [...saved.notes, ...notes],
  });
  if (launch.outcome === 'started') return answer(launch.job, launch.notes);
  const { code, message } = launch.error;
  if (launch.outcome === 'unclear' && launch.job !== undefined)
    return answer(launch.job, [`It waits in its queue, which could not be started (${code}: ${message}).`]);
  const known =
    launch.outcome === 'refused' ? 'was not started' : 'may have been started, ask for its status';
  throw new DomainError(code, `${message}; job ${saved.job.id} is saved and ${known}`);
}

function textOf({ name, job_id: id, status, gpu_ids: gpus, created, notes }: Output): string {
  const start = `Training ${name} was ${created ? 'created' : 'brought up to date'} and started on GPU ${gpus}.`;
  return [start, `Job ID: ${id}`, `Status: ${status}`, ...notes].join('\n');
}
