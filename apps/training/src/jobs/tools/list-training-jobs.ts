import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { Backend } from '../../backend/index.js';
import { jobStatus, statusOf, type JobStatusReport } from '../job-status.js';
import { reading } from './arguments.js';

const output = z.object({ count: z.int(), jobs: z.array(jobStatus).describe('Newest first') });

export function listTrainingJobsTool(backend: Backend): Tool {
  return tool({
    name: 'list-training-jobs',
    title: 'List trainings',
    description: 'Lists all jobs of the backend, newest first, with their states.',
    input: z.object({}),
    output,
    annotations: reading,
    text: ({ jobs }) => (jobs.length === 0 ? 'The backend has no jobs.' : jobs.map(lineOf).join('\n')),
    run: async (_args, signal) => {
      const jobs = (await backend.jobs(signal)).map(statusOf);
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
