import { z } from 'zod';
import { serviceQuery } from '../nodes/service-query.js';

const MOST_LINES = 5_000;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;
const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** logQuery is what ops asks for; `since` stands for a moment, or for a duration up to now by the engine's clock. */
export const logQuery = serviceQuery.extend({
  /** Without it, all lines there are. */
  tail: z.coerce
    .number()
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MOST_LINES, `must be at most ${MOST_LINES}`)
    .optional(),
  since: z
    .string()
    .refine(isSince, 'must be a time as in RFC 3339, or a duration such as 30s, 10m, 2h or 1d')
    .optional(),
  follow: z.enum(['true', 'false'], 'must be true or false').default('false'),
});
export type LogQuery = z.output<typeof logQuery>;

/** sinceAt turns `since` into RFC 3339; `now` is only asked for when that takes it. */
export async function sinceAt(
  since: string | undefined,
  now: () => Promise<string>,
): Promise<string | undefined> {
  const [, amount, unit] = DURATION.exec(since ?? '') ?? [];
  if (amount === undefined || unit === undefined) return since;
  const ago = Number(amount) * UNITS[unit as keyof typeof UNITS];
  return new Date(Math.max(0, Date.parse(await now()) - ago)).toISOString();
}

function isSince(text: string): boolean {
  return DURATION.test(text) || (RFC3339.test(text) && Date.parse(text) >= 0);
}
