import { z } from 'zod';

/** Statistics of numbers in the order they came in; all but `count` are null when there were none. */
export const statistics = z.object({
  count: z.int(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  median: z.number().nullable(),
  last: z.number().nullable().describe('The last one that came in'),
});
export type Statistics = z.output<typeof statistics>;

export const SEVERITIES = ['none', 'info', 'warning', 'critical'] as const;
/** In rising order. */
export type Severity = (typeof SEVERITIES)[number];
export const severity = z.enum(SEVERITIES);

export const health = z.enum(['healthy', 'warning', 'critical', 'unknown']);
export type Health = z.output<typeof health>;

/** What stands in place of a part that was not asked for. */
export const skipped = z.object({ skipped: z.literal(true) });

export const termCount = z.object({ term: z.string(), count: z.int() });
