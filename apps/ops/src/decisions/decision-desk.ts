import type { AuditEvent, AuditLog } from '@app/audit';
import type { Client } from '@app/auth';
import { CHANGES } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { acceptedAnswer, doneAnswer, type ChangeAnswer } from '../changes/change-answer.js';
import type { ChangeDesk } from '../changes/change-desk.js';
import type { ChangeCaller, ChangeWish } from '../changes/change.js';
import { confirmRequired } from '../changes/confirm-required.js';
import { refuseOutOfScope } from '../changes/scope-check.js';
import { mayMake } from '../jobs/job-cancels.js';
import { maySeeJobOn } from '../jobs/job-views.js';
import { decisionMade, type DecisionBook } from './decision-book.js';
import { decisionRecord, type Made } from './decision-record.js';
import { finishChange } from './finish-change.js';
import { targetOf, viewOf } from './open-decision.js';

export interface DecisionWish extends ChangeWish {
  readonly decision: 'finish' | 'abandon';
  readonly reason?: string;
}

export interface DecisionParts {
  readonly folder: string;
  readonly audit: AuditLog;
  readonly book: DecisionBook;
  readonly changes: ChangeDesk;
}

/** DecisionDesk takes what somebody decides about a change that was cut off. */
export class DecisionDesk {
  constructor(private readonly parts: DecisionParts) {}

  async list(client: Client | undefined) {
    const open = await this.parts.book.list();
    return { decisions: open.filter(({ intent }) => maySeeJobOn(client, targetOf(intent))).map(viewOf) };
  }

  /**
   * decide finishes a change, by one that is planned and queued like any other, or abandons it. Decided again in the same
   * way, it answers the same and does nothing. Throws `decision_not_found`, `decision_made`, `forbidden`,
   * `confirm_required`, `audit_unavailable`, or what the new change is refused with.
   */
  async decide(id: string, wish: DecisionWish, caller: ChangeCaller): Promise<ChangeAnswer> {
    await this.parts.book.ready();
    const record = await decisionRecord(this.parts.folder, id);
    if (record === undefined) throw notFound();
    const { intent, made } = record;
    refuseOutOfScope(caller.client, targetOf(intent));
    refuseUnlessLike(caller.client, intent);
    if (made !== undefined) return this.again(intent, made, wish);
    return wish.decision === 'finish'
      ? this.finish(intent, wish, caller)
      : this.abandon(intent, wish, caller);
  }

  private finish(intent: AuditEvent, wish: DecisionWish, caller: ChangeCaller): Promise<ChangeAnswer> {
    const claim = () => this.parts.book.claim(intent.event_id);
    return this.parts.changes.change(finishChange(intent, wish.reason, claim), wish, caller);
  }

  private async abandon(intent: AuditEvent, wish: DecisionWish, caller: ChangeCaller): Promise<ChangeAnswer> {
    const { event_id: id, action, resource } = intent;
    const would = `abandon ${action} ${targetOf(intent).services.join(', ')}`;
    if (wish.dry_run === true) return { body: { would } };
    if (wish.confirm !== true) throw confirmRequired(would);
    const { client, requestId } = caller;
    const claim = this.parts.book.claim(id);
    try {
      await this.parts.audit.append({
        action: 'decide',
        resource,
        actor: client?.id ?? 'unknown',
        correlation_id: requestId,
        result: 'ok',
        metadata: { decides: id, decision: 'abandon', of: action, ...targetOf(intent), ...reasonIn(wish) },
      });
    } catch (error) {
      await claim.freed();
      throw error;
    }
    this.parts.book.close(id);
    return abandoned(intent);
  }

  /** What was decided stays so; who decides the same is told so. */
  private again(intent: AuditEvent, made: Made, { decision, reason, dry_run }: DecisionWish): ChangeAnswer {
    if (made.decision !== decision || dry_run === true)
      throw decisionMade(`it was decided already: ${made.decision}`);
    if (made.decision === 'abandon') return abandoned(intent);
    const change = finishChange(intent, reason, () => this.parts.book.claim(intent.event_id));
    return made.isDone ? doneAnswer(change, made.job) : acceptedAnswer(change, made.job);
  }
}

/** Who may make such a change may decide about one. */
function refuseUnlessLike(client: Client | undefined, { action }: AuditEvent): void {
  const change = CHANGES.find((known) => known === action);
  if (change !== undefined && mayMake(client, change)) return;
  throw new DomainError('forbidden', `this key may not ${action}, so it may not decide about one either`);
}

function reasonIn({ reason }: DecisionWish): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

function abandoned(intent: AuditEvent): ChangeAnswer {
  const { node, services } = targetOf(intent);
  const { event_id: id, action } = intent;
  return { body: { ok: true, decision: 'abandon', id, services: [...services], action, node } };
}

function notFound(): DomainError {
  const message = 'the audit knows no change of that id that needs a decision';
  return new DomainError('decision_not_found', message, { param: 'id' });
}
