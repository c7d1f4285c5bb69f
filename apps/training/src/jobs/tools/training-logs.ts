import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger } from '../../arguments/index.js';
import type { Backend } from '../../backend/index.js';
import { lastLines } from '../last-lines.js';
import { jobId, reading } from './arguments.js';

const output = z.object({
  job_id: z.string(),
  lines: z.array(z.string()).describe('The last ones; each redrawing of a progress bar is a line'),
  line_count: z.int(),
  truncated: z.boolean().describe('Whether the log holds more'),
});

export function trainingLogsTool(backend: Backend): Tool {
  return tool({
    name: 'get-training-logs',
    title: 'Read the log of a training',
    description: 'Returns the last lines of the log of a job.',
    input: z.object({ job_id: jobId, lines: clampedInteger(1, 20_000, 100) }),
    output,
    annotations: reading,
    text: ({ lines }) => (lines.length === 0 ? 'The log is empty.' : lines.join('\n')),
    run: async ({ job_id: id, lines: most }, signal) => {
      await backend.job(id, signal);
      const { lines, truncated } = lastLines((await backend.log(id, undefined, signal)).text, most);
      return { job_id: id, lines, line_count: lines.length, truncated };
    },
  });
}
