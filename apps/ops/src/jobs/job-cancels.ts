import type { AuditLog } from '@app/audit';
import { hasPermission, type Client, type Permission } from '@app/auth';
import type { CancelAnswer, Change, JobCanceller, JobView } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { resourceOf } from '../changes/resource.js';
import { jobNotFound, maySeeJobOn, type JobViews } from './job-views.js';

export interface CancelCaller {
  readonly client: Client | undefined;
  readonly requestId: string;
}

export interface CancelReply {
  readonly ok: boolean;
  readonly job: string;
  readonly was: CancelAnswer;
}

/** Who may start a job may end one of its kind: CI its own deployment, but no restart. */
const PERMISSION: Readonly<Record<Change, Permission>> = {
  start: 'operate',
  stop: 'operate',
  restart: 'operate',
  up: 'operate',
  pull: 'deploy',
  deploy: 'deploy',
  rollback: 'deploy',
};

/** JobCancels ends jobs on request. What became of the job is its own outcome, which follows. */
export class JobCancels {
  constructor(
    private readonly jobs: JobViews,
    private readonly canceller: JobCanceller,
    private readonly audit: AuditLog,
  ) {}

  /**
   * cancel audits who asked, then asks. A waiting job is taken out of its queue and has changed nothing; it held no
   * service, for only a worker that runs a job locks any. Sent again for such a job, it answers the same and is not
   * audited again. Throws `job_not_found`, `forbidden` or `audit_unavailable`.
   */
  async cancel(caller: CancelCaller, id: string): Promise<CancelReply> {
    const job = await this.jobs.known(caller.client, id);
    if (job === undefined) return this.again(caller, id);
    refuseUnlessLike(caller.client, job.payload);
    if (job.state !== 'waiting' && job.state !== 'active') return { ok: false, job: id, was: 'ended' };
    await this.record(caller, job);
    return this.request(id);
  }

  /** A job that was taken out of its queue has no record left but that its end was asked for. */
  private async again({ client }: CancelCaller, id: string): Promise<CancelReply> {
    const subject = await this.canceller.asked(id);
    if (subject === undefined || !maySeeJobOn(client, subject)) throw jobNotFound();
    refuseUnlessLike(client, subject);
    return this.request(id);
  }

  private async request(id: string): Promise<CancelReply> {
    const was = await this.canceller.requestCancel(id);
    return { ok: was === 'removed' || was === 'requested', job: id, was };
  }

  /** Written as an outcome is, also on a full disk: to stop what goes wrong must stay possible. */
  private async record(
    { client, requestId }: CancelCaller,
    { jobId, payload, state }: JobView,
  ): Promise<void> {
    await this.audit.appendOutcome({
      action: 'cancel',
      resource: resourceOf(payload),
      actor: client?.id ?? 'unknown',
      correlation_id: requestId,
      result: 'ok',
      metadata: { job: jobId, of: payload.action, services: payload.services, was: state },
    });
  }
}

function refuseUnlessLike(client: Client | undefined, { action }: { readonly action: Change }): void {
  if (mayMake(client, action)) return;
  throw new DomainError('forbidden', `this key may not ${action}, so it may not cancel one either`);
}

/** mayMake tells whether a client has the permission for such a change; scopes then say where. */
export function mayMake(client: Client | undefined, action: Change): boolean {
  return client !== undefined && hasPermission(client, PERMISSION[action]);
}
