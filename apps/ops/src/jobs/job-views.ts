import { mayTouch, type Client } from '@app/auth';
import type { ServerSentEvent } from '@app/http';
import type { EventGap, JobBook, JobEvents, JobView, KeptEvent } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { JobsQuery } from './job.dto.js';

/** JobViews shows a client the jobs in its scopes. */
export class JobViews {
  constructor(
    private readonly book: JobBook,
    private readonly events: JobEvents,
  ) {}

  async list(client: Client | undefined, { node = 'local', state = 'active', limit = 50 }: JobsQuery) {
    const jobs = await this.book.list(node, state, limit);
    return { jobs: jobs.filter((job) => maySee(client, job)).map(viewOf) };
  }

  /** get throws `job_not_found`. */
  async get(client: Client | undefined, id: string) {
    return viewOf(await this.find(client, id));
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
    const job = await this.book.get(id);
    if (job !== undefined && maySee(client, job)) return job;
    throw new DomainError('job_not_found', 'there is no job of that id; the audit knows older ones', {
      param: 'id',
    });
  }
}

function maySee(client: Client | undefined, { payload: { node, services } }: JobView): boolean {
  return client !== undefined && services.every((service) => mayTouch(client, { node, service }));
}

function viewOf({ jobId, payload, state, failure, startedAt, endedAt }: JobView) {
  const { node, services, action, actor, correlation_id, requested_at } = payload;
  const asked = { node, services, action, actor, correlation_id, requested_at };
  return { id: jobId, ...asked, state, failure, started_at: startedAt, ended_at: endedAt };
}

function eventOf(kept: KeptEvent | EventGap): ServerSentEvent {
  if ('gap' in kept) return { event: 'gap', data: kept.gap };
  return { id: kept.id, event: kept.event.type, data: { at: kept.at, ...kept.event } };
}
