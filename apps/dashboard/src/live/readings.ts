import { z } from 'zod';

/** What the dashboard itself looks at in the upstreams' answers; all else in them is passed on to the page unread. */

const problem = z.looseObject({ code: z.string(), reason: z.string() });

export const servicesReading = z.looseObject({
  services: z.array(
    z.looseObject({
      id: z.string(),
      node: z.string(),
      state: z.string(),
      health: z.string().optional(),
      drift: z.string(),
    }),
  ),
  problems: z.array(problem.extend({ node: z.string() })),
});
export type ServicesReading = z.output<typeof servicesReading>;

const certificate = z.looseObject({ not_after: z.string(), days_left: z.number(), warning: z.boolean() });

const disk = z.looseObject({ total_bytes: z.number(), free_bytes: z.number(), warning: z.boolean() });

export const nodesReading = z.looseObject({
  nodes: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      ok: z.boolean(),
      problem: problem.optional(),
      certificates: z.record(z.string(), certificate).optional(),
      disk: disk.optional(),
    }),
  ),
});
export type NodesReading = z.output<typeof nodesReading>;

export const jobsReading = z.looseObject({
  jobs: z.array(
    z.looseObject({
      id: z.string(),
      node: z.string(),
      services: z.array(z.string()),
      action: z.string(),
      state: z.string(),
      verdict: z.string().optional(),
      failure: z.string().optional(),
      requested_at: z.string().optional(),
      ended_at: z.string().optional(),
    }),
  ),
});
export type JobsReading = z.output<typeof jobsReading>;

export const mcpReading = z.looseObject({
  ok: z.boolean(),
  servers: z.array(
    z.looseObject({
      id: z.string(),
      state: z.string(),
      reason: z.string().optional(),
      since: z.string().optional(),
    }),
  ),
});
export const quarantineReading = z.looseObject({ total: z.number() });
export type McpReading = z.output<typeof mcpReading> & { readonly quarantined: number };

export const pullsReading = z.looseObject({
  pulls: z.array(z.looseObject({ id: z.string(), model: z.string(), state: z.string() })),
});
export type PullsReading = z.output<typeof pullsReading>;

export const modelsReading = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

/** `/ready` of ops, of the gateway, and of the router. */
export const readyReading = z.looseObject({
  ready: z.boolean(),
  dependencies: z
    .array(z.looseObject({ name: z.string(), ok: z.boolean(), error: z.string().optional() }))
    .optional(),
  providers: z
    .array(z.looseObject({ id: z.string(), kind: z.string(), ok: z.boolean(), error: z.string().optional() }))
    .optional(),
});
export type ReadyReading = z.output<typeof readyReading>;
