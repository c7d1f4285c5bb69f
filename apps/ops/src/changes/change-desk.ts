import type { AuditEvent } from '@app/audit';
import { plan as planSchema, type ChangeRequest, type Plan } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { Claim } from '../confirmations/claim.js';
import type { Confirmation, Confirmations } from '../confirmations/confirmations.js';
import type { OutcomeKeeper } from '../trail/outcome-keeper.js';
import type { WorkerClient } from '../worker/worker-client.js';
import { acceptedAnswer, doneAnswer, type ChangeAnswer, type Done } from './change-answer.js';
import type { Change, ChangeCaller, ChangeWish } from './change.js';
import { confirmRequired } from './confirm-required.js';
import { endOrStop } from './end-or-stop.js';
import type { Intents } from './intents.js';
import { failureIn } from './job-desk.js';
import type { Keep, RepeatGuard } from './repeat-guard.js';
import { refuseOutOfScope } from './scope-check.js';

/** ChangeDesk takes the wish to change a node from plan to outcome: plan, confirmation, intent, job, answer. */
export class ChangeDesk {
  constructor(
    private readonly worker: WorkerClient,
    private readonly intents: Intents,
    private readonly outcomes: OutcomeKeeper,
    private readonly repeats: RepeatGuard,
    private readonly confirmations: Confirmations,
  ) {}

  /**
   * change answers a dry run with the plan, a confirmed wish with its outcome, or with the job when nobody waits.
   * Throws `forbidden`, `confirm_required`, `plan_outdated`, `audit_unavailable`, `queue_unavailable`, what
   * Confirmations refuses, or why the change cannot be planned or has failed.
   */
  async change(change: Change, wish: ChangeWish, caller: ChangeCaller): Promise<ChangeAnswer> {
    refuseOutOfScope(caller.client, change.request);
    if (wish.dry_run === true) {
      const plan = await this.planned(change.request, wish, caller);
      return {
        body: { would: change.would, plan: { ...(await this.confirmations.shown(caller.client, plan)) } },
      };
    }
    if (wish.confirm !== true) throw confirmRequired(change.would);
    const done = await this.repeats.once(caller, (keep) => this.carryOut(change, wish, caller, keep));
    if ('failure' in done) throw done.failure;
    return done;
  }

  private async carryOut(change: Change, wish: ChangeWish, caller: ChangeCaller, keep: Keep): Promise<Done> {
    await this.confirmations.check(confirmationOf(change, wish, caller));
    const plan = await this.planned(change.request, wish, caller);
    const intent = await this.announced(change, plan, wish, caller);
    const job = intent.event_id;
    const ended = this.outcomes.keep(intent);
    const accepted = acceptedAnswer(change, job);
    await keep(accepted);
    if (!caller.waits) return accepted;
    const last = await endOrStop(ended, caller.signal);
    if (last === undefined) throw stopping();
    const failure = failureIn(last);
    return failure ? { failure } : doneAnswer(change, job);
  }

  /** The claims are let go only when the job is known not to be queued: where Redis gave no answer it may be there. */
  private async announced(
    change: Change,
    plan: Plan,
    wish: ChangeWish,
    caller: ChangeCaller,
  ): Promise<AuditEvent> {
    const claims: Claim[] = [];
    try {
      claims.push(await this.confirmations.claim(confirmationOf(change, wish, caller)));
      if (change.claim) claims.push(change.claim());
      return await this.intents.announce(change, plan, caller);
    } catch (error) {
      const mayBeQueued = error instanceof DomainError && error.code === 'queue_unavailable';
      for (const claim of mayBeQueued ? [] : claims) await claim.freed();
      throw error;
    }
  }

  private async planned(body: ChangeRequest, wish: ChangeWish, { requestId }: ChangeCaller): Promise<Plan> {
    const plan = await this.worker.ask({ method: 'POST', path: '/plans', body, requestId }, planSchema);
    if (wish.plan !== undefined && wish.plan !== plan.hash) throw planOutdated();
    return plan;
  }
}

function confirmationOf({ request }: Change, { plan }: ChangeWish, { client }: ChangeCaller): Confirmation {
  return { client, plan, request };
}

function planOutdated(): DomainError {
  const message = 'the node has changed since that plan was made; make a new one';
  return new DomainError('plan_outdated', message, { param: 'plan' });
}

function stopping(): DomainError {
  return new DomainError('shutting_down', 'the server is stopping; the job goes on', { retryAfter: 5 });
}
