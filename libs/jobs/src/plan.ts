import { createHash } from 'node:crypto';
import { z } from 'zod';
import { rollout } from './rollout.js';
import { serviceName } from './service-name.js';

/** CHANGES are the actions that change a node; everything else only reads. */
export const CHANGES = ['start', 'stop', 'restart', 'up', 'pull', 'deploy', 'rollback'] as const;
export type Change = (typeof CHANGES)[number];

/** The most services that one change may name, and the most steps that one plan may have. */
const MOST_SERVICES = 64;

const request = z.strictObject({
  node: serviceName,
  action: z.enum(CHANGES),
  services: z.array(serviceName).min(1).max(MOST_SERVICES),
  /** Of a deployment or a rollback, and of nothing else. */
  rollout: rollout.optional(),
});

/** changeRequest says what somebody wants to be done, before anybody looked whether it can be. */
export const changeRequest = request.superRefine(({ action, services, rollout: given }, context) => {
  const rolls = action === 'deploy' || action === 'rollback';
  const complain = (message: string) => context.addIssue({ code: 'custom', path: ['rollout'], message });
  if (rolls !== (given !== undefined)) complain(rolls ? 'is required' : `does not belong to ${action}`);
  const named = Object.keys(given?.images ?? {});
  if (given && named.toSorted().join() !== services.toSorted().join()) complain('must name the services');
});
export type ChangeRequest = z.output<typeof request>;

const wanted = z.strictObject({
  image: z.string().nullable(),
  /** Null while the node does not have the image. */
  image_id: z.string().nullable(),
  /** What Compose would label the container with. */
  config_hash: z.string().nullable(),
});

export const planStep = z.strictObject({
  service: serviceName,
  /** What would be done: nothing when the service is already as wanted. */
  effect: z.enum(['none', 'start', 'stop', 'restart', 'create', 'recreate', 'pull']),
  /** The container's id; null when the service has none. */
  container: z.string().nullable(),
  state: z.string(),
  started_at: z.string().nullable(),
  /** As it was found, and null without a container; for a pull, what the reference stands for now. */
  image: z.string().nullable(),
  image_id: z.string().nullable(),
  digest: z.string().nullable(),
  config_hash: z.string().nullable(),
  /** What it would become; null where that is the same. */
  wanted: wanted.nullable(),
});
export type PlanStep = z.output<typeof planStep>;

/**
 * plan is what a change would do to a node as it was found; `hash` stands for all of it but the warnings, which tell
 * what a person should know before confirming and may be otherwise a moment later.
 */
export const plan = request.extend({
  steps: z.array(planStep).max(MOST_SERVICES),
  hash: z.string(),
  warnings: z.array(z.string()),
});
export type Plan = z.output<typeof plan>;

/** planOf seals the steps of a change. Equal requests on an unchanged node have equal hashes. */
export function planOf(
  asked: ChangeRequest,
  steps: readonly PlanStep[],
  warnings: readonly string[] = [],
): Plan {
  const content = requestInOrder(asked);
  const inOrder = steps.map(stepInOrder);
  const hash = createHash('sha256')
    .update(JSON.stringify([content, inOrder]))
    .digest('hex');
  return { ...content, steps: inOrder, hash: `sha256:${hash}`, warnings: [...warnings] };
}

/** The order of fields is part of what is hashed, so that who wrote an object first does not matter. */
function requestInOrder({ node, action, services, rollout: given }: ChangeRequest): ChangeRequest {
  const asked = { node, action, services: [...services] };
  if (given === undefined) return asked;
  const named = Object.entries(given.images).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const images = Object.fromEntries(
    named.map(([service, { reference, id }]) => [service, { reference, ...(id !== undefined && { id }) }]),
  );
  const { pull, health_timeout_sec } = given;
  return { ...asked, rollout: { images, pull, health_timeout_sec } };
}

function stepInOrder({ wanted: target, ...step }: PlanStep): PlanStep {
  const { service, effect, container, state, started_at, image, image_id, digest, config_hash } = step;
  const found = { service, effect, container, state, started_at, image, image_id, digest, config_hash };
  if (target === null) return { ...found, wanted: null };
  const { image: wish, image_id: id, config_hash: hash } = target;
  return { ...found, wanted: { image: wish, image_id: id, config_hash: hash } };
}
