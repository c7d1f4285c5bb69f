import type { AuditEvent } from '@app/audit';
import { jobPayload, rollout, type JobPayload } from '@app/jobs';
import { z } from 'zod';

/** What intents keep of their change. */
const kept = z.object({
  node: jobPayload.shape.node,
  services: jobPayload.shape.services,
  plan: jobPayload.shape.plan_hash,
  images: rollout.shape.images.optional(),
  health_timeout_sec: rollout.shape.health_timeout_sec.optional(),
  pull: rollout.shape.pull.optional(),
});

/**
 * intentPayload rebuilds the payload of an intent's job, without its steps; undefined when the intent does not say
 * which services it is about.
 */
export function intentPayload(intent: AuditEvent): JobPayload | undefined {
  const change = kept.safeParse(intent.metadata).data;
  if (change === undefined) return undefined;
  const { node, services, plan, images, health_timeout_sec } = change;
  // Older intents do not say how their images were fetched, which for a deployment was nearly always.
  const { pull = intent.action === 'rollback' ? 'missing' : 'always' } = change;
  const rolls = images && health_timeout_sec && { images, health_timeout_sec, pull };
  return jobPayload.safeParse({
    intent_id: intent.event_id,
    node,
    services,
    action: intent.action,
    plan_hash: plan,
    ...(rolls && { rollout: rolls }),
    actor: intent.actor,
    correlation_id: intent.correlation_id,
    requested_at: intent.ts,
  }).data;
}
