import { z } from 'zod';
import { malformed } from '../backend-errors.js';
import type { LossPoint } from '../job.js';

export const LOSS_KEY = 'loss/loss';
export const LEARNING_RATE_KEY = 'learning_rate';

/** JSON has no word for a loss that is no number, which some write as a text. */
const notANumber = z
  .string()
  .regex(/^[+-]?(?:nan|inf|infinity)$/i)
  .transform(() => null);
const value = z.union([z.number(), notANumber, z.null()]).default(null);
const point = z.object({ step: z.int(), wall_time: z.number(), value });

/** A point that nobody understands spoils no other. */
const answer = z.object({
  keys: z.array(z.string()).catch([]),
  points: z.array(point.optional().catch(undefined)),
});

export interface LossAnswer {
  readonly keys: readonly string[];
  /** Of rising steps; without those that have no step or no time. */
  readonly points: readonly LossPoint[];
  /** How many points came, with those that were left out. */
  readonly count: number;
}

export function lossOf(body: unknown): LossAnswer {
  const read = answer.safeParse(body);
  if (!read.success) throw malformed('something that is no loss', read.error);
  const { keys, points } = read.data;
  const understood = points.flatMap((one) =>
    one === undefined ? [] : [{ step: one.step, wallTime: one.wall_time, value: one.value }],
  );
  return { keys, points: understood, count: points.length };
}

/** The one other key that holds a loss of the training; that of a validation is none. */
export function otherLossKey(keys: readonly string[]): string | undefined {
  const [only, second] = keys.filter(
    (key) => key === 'loss' || (key.startsWith('loss/') && key !== LOSS_KEY),
  );
  return second === undefined ? only : undefined;
}
