import { jobEvent } from '@app/jobs';
import { z } from 'zod';

/**
 * finding is what the worker says of a job that nobody told the end of: it was never begun here, it is under way, or
 * how it ended, by the worker's own journal or by what the node shows.
 */
export const finding = z.discriminatedUnion('state', [
  z.object({ state: z.literal('never_begun') }),
  z.object({ state: z.literal('under_way') }),
  z.object({ state: z.literal('ended'), event: jobEvent }),
]);
export type Finding = z.output<typeof finding>;
