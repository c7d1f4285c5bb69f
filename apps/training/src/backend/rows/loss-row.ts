import { z } from 'zod';
import { malformed } from '../backend-errors.js';
import type { LossPoint } from '../job.js';

export const LOSS_KEY = 'loss/loss';

const answer = z.object({
  keys: z.array(z.string()).catch([]),
  points: z.array(z.object({ step: z.int(), wall_time: z.number().nullish(), value: z.number().nullish() })),
});

export interface LossAnswer {
  readonly keys: readonly string[];
  /** Of rising steps; without those that have no time. */
  readonly points: readonly LossPoint[];
  /** How many points came, with those that were left out. */
  readonly count: number;
}

export function lossOf(body: unknown): LossAnswer {
  const read = answer.safeParse(body);
  if (!read.success) throw malformed('something that is no loss', read.error);
  const { keys, points } = read.data;
  const timed = points.flatMap(({ step, wall_time, value }) =>
    typeof wall_time === 'number' ? [{ step, wallTime: wall_time, value: value ?? null }] : [],
  );
  return { keys, points: timed, count: points.length };
}

/** The one other key that holds a loss of the training; that of a validation is none. */
export function otherLossKey(keys: readonly string[]): string | undefined {
  const [only, second] = keys.filter(
    (key) => key === 'loss' || (key.startsWith('loss/') && key !== LOSS_KEY),
  );
  return second === undefined ? only : undefined;
}
