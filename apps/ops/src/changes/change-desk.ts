import { mayTouch, type Client } from '@app/auth';
import type { AuditEvent, AuditLog } from '@app/audit';
import { plan as planSchema, requestFingerprint, type Plan } from '@app/jobs';
import { DomainError, type JsonObject } from '@app/kernel';
import type { ServiceAction } from '../services/service.dto.js';
import type { WorkerClient } from '../worker/worker-client.js';
import type { ChangeBody } from './change.dto.js';
import type { OutcomeKeeper } from '../trail/outcome-keeper.js';
import { failureIn, type JobDesk } from './job-desk.js';
import type { Done, RepeatGuard } from './repeat-guard.js';

export interface ChangeTarget {
  readonly node: string;
  readonly service: string;
  readonly action: ServiceAction;
}

export interface ChangeCaller {
  readonly client: Client | undefined;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
  /** False when the caller wants the job at once, and not its outcome. */
  readonly waits: boolean;
}

/** What the seeds' clients read in `action` when it is done. */
const DONE: Readonly<Record<ServiceAction, string>> = {
  start: 'started',
  stop: 'stopped',
  restart: 'restarted',
};

/** ChangeDesk takes a wish to change a service from plan to outcome: plan, confirmation, intent, job, answer. */
export class ChangeDesk {
  constructor(
    private readonly worker: WorkerClient,
    private readonly audit: AuditLog,
    private readonly jobs: JobDesk,
    private readonly outcomes: OutcomeKeeper,
    private readonly repeats: RepeatGuard,
  ) {}

  /**
   * change answers a dry run with the plan, a confirmed wish with its outcome, or with the job when nobody waits.
   * Throws `confirm_required`, `plan_outdated`, `audit_unavailable`, `queue_unavailable`, or why the change failed.
   */
  async change(target: ChangeTarget, wish: ChangeBody, caller: ChangeCaller): Promise<JsonObject> {
    const { service, action } = target;
    refuseOutOfScope(caller.client, target);
    if (wish.dry_run === true) {
      return { would: `${action} ${service}`, plan: await this.plan(target, caller.requestId) };
    }
    if (wish.confirm !== true) throw confirmRequired(action, service);
    const done = await this.doneOnce(target, wish, caller);
    if ('failure' in done) throw done.failure;
    return done.answer;
  }

  private doneOnce(target: ChangeTarget, wish: ChangeBody, caller: ChangeCaller): Promise<Done> {
    const work = () => this.carryOut(target, wish, caller);
    if (caller.idempotencyKey === undefined) return work();
    const { node, service, action } = target;
    const fingerprint = requestFingerprint('POST', `/services/${service}/${action}?node=${node}`, {
      confirm: wish.confirm ?? null,
      plan: wish.plan ?? null,
    });
    const actor = caller.client?.id ?? 'unknown';
    return this.repeats.once({ key: caller.idempotencyKey, actor, fingerprint }, work);
  }

  private async carryOut(target: ChangeTarget, wish: ChangeBody, caller: ChangeCaller): Promise<Done> {
    const { node, service, action } = target;
    const plan = await this.plan(target, caller.requestId);
    if (wish.plan !== undefined && wish.plan !== plan.hash) throw planOutdated();
    const intent = await this.accept(plan, caller);
    const job = intent.event_id;
    const ended = this.outcomes.keep(intent);
    if (!caller.waits) return { answer: { ok: true, service, action, node, job } };
    // A caller that leaves ends nothing: the job goes on, and its outcome is kept.
    const failure = failureIn(await ended);
    return failure ? { failure } : { answer: { ok: true, service, action: DONE[action], node, job } };
  }

  private plan({ node, service, action }: ChangeTarget, requestId: string): Promise<Plan> {
    const body = { node, action, services: [service] };
    return this.worker.ask({ method: 'POST', path: '/plans', body, requestId }, planSchema);
  }

  /** The intent is on disk before the job is queued: what may have happened can always be asked for. */
  private async accept(plan: Plan, { client, requestId }: ChangeCaller): Promise<AuditEvent> {
    const entry = {
      action: plan.action,
      resource: plan.services.map((service) => `${plan.node}/${service}`).join(','),
      actor: client?.id ?? 'unknown',
      correlation_id: requestId,
    };
    const intent = await this.audit.append({ ...entry, result: 'intent', metadata: { plan: plan.hash } });
    try {
      await this.jobs.enqueue(intent.event_id, plan, entry.actor, requestId);
    } catch (error) {
      const metadata = {
        intent: intent.event_id,
        reason: 'the job could not be queued; nothing was changed',
      };
      await this.audit.appendOutcome({ ...entry, result: 'error', metadata });
      throw error;
    }
    return intent;
  }
}

function refuseOutOfScope(client: Client | undefined, { node, service }: ChangeTarget): void {
  if (client && mayTouch(client, { node, service })) return;
  throw new DomainError('forbidden', 'this key may not touch that service');
}

function confirmRequired(action: string, service: string): DomainError {
  const message = `confirm must be true to ${action} ${service}; dry_run shows what it would do`;
  return new DomainError('confirm_required', message, { param: 'confirm' });
}

function planOutdated(): DomainError {
  return new DomainError('plan_outdated', 'the node has changed since that plan was made; make a new one', {
    param: 'plan',
  });
}
