import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger } from '../../arguments/index.js';
import type { Backend } from '../../backend/index.js';
import { jobStatus, statusOf, type JobStatusReport } from '../job-status.js';
import { curve } from '../loss-curve.js';
import { lossesOfNewest } from '../newest-losses.js';
import { reading } from './arguments.js';

const listed = jobStatus.extend({
  loss: curve.optional().describe('Of the newest jobs, when it was asked for'),
});
const output = z.object({ count: z.int(), jobs: z.array(listed).describe('Newest first') });

export function listTrainingJobsTool(backend: Backend): Tool {
  return tool({
    name: 'list-training-jobs',
    title: 'List trainings',
    description:
      'Lists all jobs of the backend, newest first, with their states; on demand the newest with their loss.',
    input: z.object({
      loss_points: clampedInteger(0, 100, 0).describe(
        'At most so many points of the loss of each of the newest jobs, spread evenly; 0 for none',
      ),
    }),
    output,
    annotations: reading,
    text: ({ jobs }) => (jobs.length === 0 ? 'The backend has no jobs.' : jobs.map(lineOf).join('\n')),
    run: async ({ loss_points: most }, signal) => {
      const found = await backend.jobs(signal);
      const losses =
        most === 0 ? new Map<string, never>() : await lossesOfNewest(backend, found, most, signal);
      const jobs = found.map((job) => {
        const loss = losses.get(job.id);
        return { ...statusOf(job), ...(loss && { loss }) };
      });
      return { count: jobs.length, jobs };
    },
  });
}

function lineOf({
  name,
  job_id: id,
  status,
  progress,
  current_step: step,
  total_steps: total,
}: JobStatusReport): string {
  return `- ${name} (${id}): ${status} [${total === null ? `${progress}%` : `${step}/${total}`}]`;
}
