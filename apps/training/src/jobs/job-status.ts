import { z } from 'zod';
import type { Job } from '../backend/index.js';
import { stepsOf } from './steps-of.js';

export const jobStatus = z.object({
  job_id: z.string(),
  name: z.string(),
  found: z.literal(true),
  status: z.string().describe('queued, running, stopping, stopped, completed or error'),
  progress: z.int().describe('Percent, whole ones'),
  current_step: z.int(),
  total_steps: z.int().nullable(),
  info: z.string().describe('What the trainer says it is doing'),
  speed_string: z.string().nullable().describe("The backend's own word for the speed; stays after the end"),
  iter_per_sec: z.number().nullable().describe('The same as a number, while the job runs'),
  eta_seconds: z.number().nullable().describe('While the job trains and its speed is known'),
  gpu_ids: z.string(),
  queue_position: z.int().nullable().describe('While the job waits'),
  updated_at: z.string().nullable(),
});
export type JobStatusReport = z.output<typeof jobStatus>;

/** statusOf is what is known of a job at one moment. */
export function statusOf(job: Job): JobStatusReport {
  const total = stepsOf(job.config) ?? job.totalSteps;
  const speed = job.status === 'running' ? speedIn(job.speedString) : null;
  const left = total === undefined ? 0 : total - job.step;
  return {
    job_id: job.id,
    name: job.name,
    found: true,
    status: shownStatus(job),
    progress: percent(job.step, total),
    current_step: job.step,
    total_steps: total ?? null,
    info: job.info,
    speed_string: job.speedString === '' ? null : job.speedString,
    iter_per_sec: speed,
    eta_seconds: speed === null || left <= 0 ? null : Math.round(left / speed),
    gpu_ids: job.gpuIds,
    queue_position: job.status === 'queued' ? job.queuePosition : null,
    updated_at: job.updatedAt ?? null,
  };
}

/** A job that was told to stop and still runs is nothing that the backend has a word for. */
function shownStatus({ status, stop }: Job): string {
  return status === 'running' && stop ? 'stopping' : status;
}

function percent(step: number, total: number | undefined): number {
  return total === undefined ? 0 : Math.min(100, Math.max(0, Math.floor((100 * step) / total)));
}

const SPEED = /^\s*(\d+(?:\.\d+)?)\s*(iter\/sec|sec\/iter)/i;

function speedIn(text: string): number | null {
  const [, number = '', unit = ''] = SPEED.exec(text) ?? [];
  const value = Number(number);
  if (number === '' || value === 0) return null;
  const perSecond = Number((unit.toLowerCase() === 'iter/sec' ? value : 1 / value).toFixed(6));
  return perSecond > 0 && Number.isFinite(perSecond) ? perSecond : null;
}
