import { MAX_METADATA_BYTES, type AuditEvent, type AuditLog } from '@app/audit';
import type { ImageTarget, Plan, PlanStep } from '@app/jobs';
import { DomainError, type JsonObject } from '@app/kernel';
import type { OutcomeKeeper } from '../trail/outcome-keeper.js';
import type { Change, ChangeCaller } from './change.js';
import type { JobDesk } from './job-desk.js';
import { resourceOf } from './resource.js';

/**
 * Intents announces changes: the intent is on the disk before its job is queued, so that what may have happened can
 * always be asked for.
 */
export class Intents {
  constructor(
    private readonly audit: AuditLog,
    private readonly jobs: JobDesk,
    private readonly outcomes: OutcomeKeeper,
  ) {}

  /**
   * announce throws `change_too_large`, `audit_unavailable`, or why the job could not be queued: `invalid_job`,
   * `queue_full`, `queue_unavailable`. The job is never run then, and the audit says so.
   */
  async announce(change: Change, plan: Plan, { client, requestId }: ChangeCaller): Promise<AuditEvent> {
    const intent = await this.audit.append({
      action: plan.action,
      resource: resourceOf(plan),
      actor: client?.id ?? 'unknown',
      correlation_id: requestId,
      result: 'intent',
      metadata: metadataOf(change, plan),
    });
    try {
      await this.jobs.enqueue(intent, plan, requestId);
    } catch (error) {
      if (error instanceof DomainError) await this.outcomes.refused(intent, error);
      throw error;
    }
    return intent;
  }
}

/** What a rollback goes back to, and what must be known of the change when Redis has lost its job. */
function metadataOf({ request, notes }: Change, { node, services, hash, steps }: Plan): JsonObject {
  const { rollout } = request;
  const rolled = rollout && {
    images: rollout.images,
    before: beforeOf(steps),
    health_timeout_sec: rollout.health_timeout_sec,
    pull: rollout.pull,
  };
  const metadata = { plan: hash, node, services, ...rolled, ...notes };
  if (Buffer.byteLength(JSON.stringify(metadata)) <= MAX_METADATA_BYTES) return metadata;
  const message = `the change takes more than ${MAX_METADATA_BYTES} bytes of the audit; name fewer services`;
  throw new DomainError('change_too_large', message);
}

/** A service without a container ran nothing, so there is nothing to go back to. Of several containers the first counts. */
function beforeOf(steps: readonly PlanStep[]): Record<string, ImageTarget> {
  const ran = steps.flatMap(({ service, image, image_id: id }): [string, ImageTarget][] =>
    image === null || id === null ? [] : [[service, { reference: image, id }]],
  );
  return Object.fromEntries(ran.toReversed());
}
