import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import {
  answerStatus,
  statusAdditions,
  statusAnswer,
  type StatusAnswer,
  type StatusParts,
} from '../status-answer.js';
import { jobId, reading } from './arguments.js';

export function trainingStatusTool(parts: StatusParts): Tool {
  return tool({
    name: 'get-training-status',
    title: 'Look at a training',
    description:
      'Tells what a job is doing, how far it is, how fast, and how long it will still take; on demand its loss, its samples ' +
      'and small pictures of them.',
    input: z.object({ job_id: jobId, ...statusAdditions.shape }),
    output: statusAnswer,
    annotations: reading,
    text: textOf,
    run: ({ job_id: id, ...wanted }, signal) => answerStatus(parts, id, wanted, signal),
  });
}

function textOf(report: StatusAnswer): string {
  const { name, job_id: id, status, progress, current_step: step, total_steps: total } = report;
  const { info, speed_string: speed, eta_seconds: eta } = report;
  return [
    `Job ${id} (${name}): ${status}`,
    `Progress: ${progress}% (step ${step}${total === null ? '' : ` of ${total}`})`,
    ...(info === '' ? [] : [`Info: ${info}`]),
    ...(speed === null ? [] : [`Speed: ${speed}`]),
    ...(eta === null ? [] : [`Time left: ${duration(eta)}`]),
  ].join('\n');
}

function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  return [...(hours > 0 ? [`${hours} h`] : []), `${minutes} min`, `${seconds % 60} s`].join(' ');
}
