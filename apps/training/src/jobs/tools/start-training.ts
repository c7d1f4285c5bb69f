import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { jobStatus, statusOf } from '../job-status.js';
import { startJob, type StartedJob, type StartParts } from '../start-job.js';
import { configName, gpuIds } from './arguments.js';

const output = jobStatus.extend({
  config_name: z.string(),
  created: z.boolean().describe('Whether the backend had no such job before'),
  notes: z.array(z.string()),
});
type Output = z.output<typeof output>;

export function startTrainingTool(parts: StartParts): Tool {
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
      outputOf(name, await startJob(parts, { configName: name, gpuIds: ids }, signal)),
  });
}

function outputOf(config: string, { job, created, notes }: StartedJob): Output {
  return { ...statusOf(job), config_name: config, created, notes: [...notes] };
}

function textOf({ name, job_id: id, status, gpu_ids: gpus, created, notes }: Output): string {
  const start = `Training ${name} was ${created ? 'created' : 'brought up to date'} and started on GPU ${gpus}.`;
  return [start, `Job ID: ${id}`, `Status: ${status}`, ...notes].join('\n');
}
