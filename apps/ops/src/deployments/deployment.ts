import type { AuditEvent } from '@app/audit';
import { rollout } from '@app/jobs';
import { z } from 'zod';

/** What the intent of a deployment or a rollback keeps in its metadata. */
const announced = z.object({
  node: z.string(),
  services: z.array(z.string()),
  images: rollout.shape.images,
  before: z.record(z.string(), z.unknown()),
  health_timeout_sec: rollout.shape.health_timeout_sec,
  rollback_of: z.string().optional(),
});

const said = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  verdict: z.string().optional().catch(undefined),
});

/** Deployment is a deployment or a rollback as the audit has it. */
export interface Deployment extends z.output<typeof announced> {
  readonly intent: AuditEvent;
  /** The last word on it: its outcome, or a later verdict. */
  readonly last: AuditEvent | undefined;
}

/** deploymentIn reads an intent and the last that was said of it; undefined when it is no intent of a deployment. */
export function deploymentIn(intent: AuditEvent, last: AuditEvent | undefined): Deployment | undefined {
  const { action, result, metadata } = intent;
  if (result !== 'intent' || (action !== 'deploy' && action !== 'rollback')) return undefined;
  const known = announced.safeParse(metadata);
  return known.success ? { ...known.data, intent, last } : undefined;
}

/** viewOf is a deployment as our clients read it. */
export function viewOf({ node, services, images, before, rollback_of, intent, last }: Deployment) {
  const { code, message, verdict } = said.parse(last?.metadata ?? {});
  const references = Object.entries(images).map(([service, { reference }]) => [service, reference]);
  return {
    id: intent.event_id,
    node,
    services,
    images: Object.fromEntries(references) as Record<string, string>,
    before,
    action: intent.action,
    rollback_of,
    state: stateOf(last, verdict),
    actor: intent.actor,
    requested_at: intent.ts,
    ended_at: last?.ts,
    code,
    message,
    verdict,
  };
}

/** A verdict is on a job that was cut off: unless it happened all the same, somebody must decide what comes next. */
function stateOf(last: AuditEvent | undefined, verdict: string | undefined): string {
  if (last === undefined) return 'running';
  return verdict === undefined || last.result === 'ok' ? last.result : 'interrupted';
}
