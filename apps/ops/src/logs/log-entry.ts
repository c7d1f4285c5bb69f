import { z } from 'zod';

const line = z.object({
  at: z.string().nullable(),
  stream: z.enum(['stdout', 'stderr']),
  container: z.string(),
  line: z.string(),
});
export type LogLine = z.output<typeof line>;

const marker = z.object({
  at: z.string(),
  marker: z.enum(['started', 'stopped', 'recreated', 'gap']),
  container: z.string().nullable(),
});

/** What the worker's log stream holds: lines, markers, and what begins, shortens or ends it. */
export const logEntry = z.union([
  line,
  marker,
  z.object({ following: z.literal(true), containers: z.array(z.string()) }),
  z.object({ truncated: z.literal(true) }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);
export type LogEntry = z.output<typeof logEntry>;
