import { createHash } from 'node:crypto';
import { z } from 'zod';

/** CHANGES are the actions that change a node; everything else only reads. */
export const CHANGES = ['start', 'stop', 'restart'] as const;
export type Change = (typeof CHANGES)[number];

/** What names of nodes and services look like, in URLs, payloads and Compose files alike. */
export const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const name = z.string().regex(NAME, 'must be a name of letters, digits, "_", "." or "-"');

/** changeRequest says what somebody wants to be done, before anybody looked whether it can be. */
export const changeRequest = z.strictObject({
  node: name,
  action: z.enum(CHANGES),
  services: z.array(name).min(1).max(64),
});
export type ChangeRequest = z.output<typeof changeRequest>;

const planStep = z.strictObject({
  service: name,
  /** What would be done: nothing when the service is already as wanted. */
  effect: z.enum(['none', 'start', 'stop', 'restart', 'create', 'recreate', 'pull']),
  /** The container's id; null when the service has none. */
  container: z.string().nullable(),
  state: z.string(),
  started_at: z.string().nullable(),
  image: z.string().nullable(),
  image_id: z.string().nullable(),
  config_hash: z.string().nullable(),
});
export type PlanStep = z.output<typeof planStep>;

/** plan is what a change would do to a node as it was found; `hash` stands for all of it. */
export const plan = changeRequest.extend({ steps: z.array(planStep), hash: z.string() });
export type Plan = z.output<typeof plan>;

/** planOf seals the steps of a change. Equal requests on an unchanged node have equal hashes. */
export function planOf({ node, action, services }: ChangeRequest, steps: readonly PlanStep[]): Plan {
  const content = { node, action, services: [...services], steps: steps.map(inOrder) };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { ...content, hash: `sha256:${hash}` };
}

/** The order of a step's fields is part of what is hashed. */
function inOrder(step: PlanStep): PlanStep {
  const { service, effect, container, state, started_at, image, image_id, config_hash } = step;
  return { service, effect, container, state, started_at, image, image_id, config_hash };
}
