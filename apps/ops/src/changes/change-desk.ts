import { plan as planSchema, type ChangeRequest, type Plan } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { OutcomeKeeper } from '../trail/outcome-keeper.js';
import type { WorkerClient } from '../worker/worker-client.js';
import { acceptedAnswer, doneAnswer, type ChangeAnswer, type Done } from './change-answer.js';
import type { Change, ChangeCaller, ChangeWish } from './change.js';
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
  ) {}

  /**
   * change answers a dry run with the plan, a confirmed wish with its outcome, or with the job when nobody waits.
   * Throws `forbidden`, `confirm_required`, `plan_outdated`, `audit_unavailable`, `queue_unavailable`, or why the
   * change cannot be planned or has failed.
   */
  async change(change: Change, wish: ChangeWish, caller: ChangeCaller): Promise<ChangeAnswer> {
    refuseOutOfScope(caller.client, change.request);
    if (wish.dry_run === true) {
      return { body: { would: change.would, plan: await this.planned(change.request, wish, caller) } };
    }
    if (wish.confirm !== true) throw confirmRequired(change.would);
    const done = await this.repeats.once(caller, (keep) => this.carryOut(change, wish, caller, keep));
    if ('failure' in done) throw done.failure;
    return done;
  }

  private async carryOut(change: Change, wish: ChangeWish, caller: ChangeCaller, keep: Keep): Promise<Done> {
    const plan = await this.planned(change.request, wish, caller);
    const intent = await this.intents.announce(change, plan, caller);
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

  private async planned(body: ChangeRequest, wish: ChangeWish, { requestId }: ChangeCaller): Promise<Plan> {
    const plan = await this.worker.ask({ method: 'POST', path: '/plans', body, requestId }, planSchema);
    if (wish.plan !== undefined && wish.plan !== plan.hash) throw planOutdated();
    return plan;
  }
}

function confirmRequired(would: string): DomainError {
  const message = `confirm must be true for this to happen: ${would}; dry_run shows the plan`;
  return new DomainError('confirm_required', message, { param: 'confirm' });
}

function planOutdated(): DomainError {
  const message = 'the node has changed since that plan was made; make a new one';
  return new DomainError('plan_outdated', message, { param: 'plan' });
}

function stopping(): DomainError {
  return new DomainError('shutting_down', 'the server is stopping; the job goes on', { retryAfter: 5 });
}
