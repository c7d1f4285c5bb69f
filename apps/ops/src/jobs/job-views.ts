import { mayTouch, type Client } from '@app/auth';
import type { ServerSentEvent } from '@app/http';
import {
  producerDefaults,
  type EventGap,
  type JobBook,
  type JobEvents,
  type JobView,
  type KeptEvent,
} from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { DecisionBook } from '../decisions/decision-book.js';
import type { EndedJobsQuery, JobsQuery } from './job.dto.js';
import type { JobHistory } from './job-history.js';
import { keptPlan } from './kept-plan.js';

const KEPT = { seconds: producerDefaults.keptSeconds, jobs: producerDefaults.keptJobs };

/** JobViews shows a client the jobs in its scopes. */
export class JobViews {
  constructor(
    private readonly book: JobBook,
    private readonly events: JobEvents,
    private readonly decisions: Pick<DecisionBook, 'isOpen'>,
    private readonly history: JobHistory,
  ) {}

  async list(client: Client | undefined, { node = 'local', state = 'active', limit = 50 }: JobsQuery) {
    const jobs = await this.book.list(node, state, limit);
    return { jobs: jobs.filter((job) => maySee(client, job)).map((job) => this.viewOf(job)) };
  }

  /** ended goes back through what is kept, page by page. */
  async ended(client: Client | undefined, query: EndedJobsQuery) {
    const { jobs, next } = await this.history.page(query, (job) => maySee(client, job));
    return { jobs: jobs.map((job) => this.viewOf(job)), ...(next && { next }), kept: KEPT };
  }

  /** get tells the plan of the job as well; throws `job_not_found`. */
  async get(client: Client | undefined, id: string) {
    const job = await this.find(client, id);
    return { ...this.viewOf(job), plan: keptPlan(job) };
  }

  /** follow yields the job's events after `lastId`, and says where some are missing. */
  async *follow(
    client: Client | undefined,
    id: string,
    lastId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ServerSentEvent> {
    await this.find(client, id);
    for await (const kept of this.events.read(id, lastId, signal)) yield eventOf(kept);
  }

  /** find throws `job_not_found`, also for one outside the scopes. */
  async find(client: Client | undefined, id: string): Promise<JobView> {
    const job = await this.known(client, id);
    if (job === undefined) throw jobNotFound();
    return job;
  }

  /** known returns undefined for a job without a record; throws `job_not_found` for one outside the scopes. */
  async known(client: Client | undefined, id: string): Promise<JobView | undefined> {
    const job = await this.book.get(id);
    if (job !== undefined && !maySee(client, job)) throw jobNotFound();
    return job;
  }

  private viewOf({ jobId, payload, state, end, failure, startedAt, endedAt }: JobView) {
    const { node, services, action, actor, correlation_id, requested_at } = payload;
    const asked = { node, services, action, actor, correlation_id, requested_at };
    const ending = { verdict: end, needs_decision: this.decisions.isOpen(jobId), failure };
    return { id: jobId, ...asked, state, ...ending, started_at: startedAt, ended_at: endedAt };
  }
}

function maySee(client: Client | undefined, { payload }: JobView): boolean {
  return maySeeJobOn(client, payload);
}

/** maySeeJobOn tells whether a client may know of a job on these services. */
export function maySeeJobOn(
  client: Client | undefined,
  { node, services }: { readonly node: string; readonly services: readonly string[] },
): boolean {
  return client !== undefined && services.every((service) => mayTouch(client, { node, service }));
}

export function jobNotFound(): DomainError {
  const message = 'there is no job of that id; the audit knows older ones';
  return new DomainError('job_not_found', message, { param: 'id' });
}

function eventOf(kept: KeptEvent | EventGap): ServerSentEvent {
  if ('gap' in kept) return { event: 'gap', data: kept.gap };
  return { id: kept.id, event: kept.event.type, data: { at: kept.at, ...kept.event } };
}
