import { z } from 'zod';

const difference = z.object({
  field: z.string(),
  key: z.string(),
  change: z.enum(['added', 'removed', 'changed']),
  hidden: z.boolean(),
  running: z.string().optional(),
  files: z.string().optional(),
});

/** What the worker says of how a service differs from its files; it hides what may be secret. */
export const serviceDrift = z.object({
  node: z.string(),
  service: z.string(),
  problem: z.object({ code: z.string(), reason: z.string() }).optional(),
  untold: z.array(z.string()),
  containers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      drift: z.enum(['none', 'drifted', 'unknown']),
      differences: z.array(difference),
      more: z.number(),
    }),
  ),
});

export type ServiceDrift = z.output<typeof serviceDrift>;
