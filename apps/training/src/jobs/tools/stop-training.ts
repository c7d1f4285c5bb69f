import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { stopJob, stopResult, type StopParts, type StopResult } from '../stop-job.js';
import { jobId } from './arguments.js';

export function stopTrainingTool(parts: StopParts): Tool {
  return tool({
    name: 'stop-training',
    title: 'Stop a training',
    description:
      'Stops a job, or takes it out of the queue, and waits until the backend shows it. The job goes back to its newest ' +
      'save, and can be started again from there.',
    input: z.object({ job_id: jobId }),
    output: stopResult,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    text: textOf,
    run: ({ job_id: id }, signal) => stopJob(parts, id, signal),
  });
}

function textOf({
  job_id: id,
  name,
  status,
  status_before: before,
  stopped,
  process_ended: ended,
}: StopResult): string {
  const job = `Job ${id} (${name})`;
  if (stopped && before === status) return `${job} had ended already: ${status}.`;
  if (!stopped) return `${job} was told to stop and is still ${status}: it looks for that once a step.`;
  if (!ended) return `${job} is ${status}. Its process may still be ending: wait before you start it again.`;
  return `${job} is ${status}; it was ${before}.`;
}
