import { DomainError } from '@app/kernel';
import type { z } from 'zod';
import type { Backend, Job } from '../backend/index.js';
import { curveOf, type curve } from './loss-curve.js';

/** The loss of a job is read whole before it is thinned: more of them would be a burden to the backend. */
const MOST_JOBS = 20;
const AT_ONCE = 4;

type Curve = z.output<typeof curve>;

/** lossesOfNewest is the loss of each of the newest jobs, by their ids, in at most so many points; none of one that is gone by now. */
export async function lossesOfNewest(
  backend: Pick<Backend, 'loss'>,
  jobs: readonly Job[],
  points: number,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Curve>> {
  const losses = new Map<string, Curve>();
  const waiting = jobs.slice(0, MOST_JOBS).values();
  const worker = async () => {
    for (const { id } of waiting) {
      const loss = await lossIfThere(backend, id, signal);
      if (loss !== undefined) losses.set(id, curveOf(loss, points));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return losses;
}

async function lossIfThere(backend: Pick<Backend, 'loss'>, id: string, signal?: AbortSignal) {
  try {
    return await backend.loss(id, {}, signal);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'job_not_found') return undefined;
    throw error;
  }
}
