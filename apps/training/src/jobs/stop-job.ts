import { DomainError } from '@app/kernel';
import { z } from 'zod';
import type { Backend, Job } from '../backend/index.js';
import { hasEnded } from './ended.js';
import type { Timer } from './timer.js';

export const stopResult = z.object({
  job_id: z.string(),
  name: z.string(),
  status_before: z.string(),
  status: z.string(),
  stopped: z.boolean().describe('Whether the backend has the job as ended'),
  process_ended: z
    .boolean()
    .describe('Whether the trainer was seen to end; while it was not, the job should not be started again'),
});
export type StopResult = z.output<typeof stopResult>;

export interface StopParts {
  readonly backend: Backend;
  readonly timer: Timer;
}

/** The trainer looks for the flag once a step, and saves nothing more; the backend says `stopped` before it has ended. */
const PATIENCE = { pollMs: 1_000, toStopMs: 30_000, toEndMs: 5_000 } as const;

/**
 * stopJob stops a job, or takes it out of the queue, and waits until that is seen or until it has waited long enough: the
 * result says which. A job that has ended is left as it is. Throws `job_not_found`.
 */
export async function stopJob(parts: StopParts, jobId: string, signal?: AbortSignal): Promise<StopResult> {
  const before = await parts.backend.job(jobId, signal);
  if (hasEnded(before.status)) return resultOf(before, before, !isStopping(before));
  await parts.backend.stop(before, signal);
  const after = await stopped(parts, jobId, signal);
  if (!hasEnded(after.status)) return resultOf(before, after, false);
  return resultOf(before, after, await processEnded(parts, after, signal));
}

async function stopped({ backend, timer }: StopParts, jobId: string, signal?: AbortSignal): Promise<Job> {
  const until = timer.now().getTime() + PATIENCE.toStopMs;
  for (;;) {
    const job = await backend.job(jobId, signal);
    if (hasEnded(job.status) || timer.now().getTime() >= until) return job;
    await timer.after(PATIENCE.pollMs, signal);
  }
}

async function processEnded({ backend, timer }: StopParts, job: Job, signal?: AbortSignal): Promise<boolean> {
  const until = timer.now().getTime() + PATIENCE.toEndMs;
  let latest = job;
  for (;;) {
    if (!isStopping(latest) || (await logSaysStopped(backend, job.id, signal))) return true;
    if (timer.now().getTime() >= until) return false;
    await timer.after(PATIENCE.pollMs, signal);
    latest = await backend.job(job.id, signal);
  }
}

function isStopping({ info }: Job): boolean {
  return /^stopping\b/i.test(info);
}

/** A log that cannot be read says nothing; the job is stopped all the same. */
async function logSaysStopped(backend: Backend, jobId: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return /^Job stopped\b/m.test((await backend.log(jobId, undefined, signal)).text);
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

function resultOf(before: Job, after: Job, processEnded: boolean): StopResult {
  return {
    job_id: after.id,
    name: after.name,
    status_before: before.status,
    status: after.status,
    stopped: hasEnded(after.status),
    process_ended: processEnded,
  };
}
