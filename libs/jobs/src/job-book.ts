import { fittingEvent } from './fitting-event.js';
import { isInterruption } from './interruption.js';
import type { JobVerdict } from './job-event.js';
import type { JobEvents } from './job-events.js';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import type { JobPayload } from './job-payload.js';
import type { JobQueue, JobQueues, StoredJob } from './job-queues.js';
import { throughRedis } from './redis-failure.js';

export const JOB_STATES = ['waiting', 'active', 'completed', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number] | 'interrupted';

/** A job as Redis knows it; the audit is the record that counts. Times are RFC 3339. */
export interface JobView {
  readonly jobId: string;
  readonly payload: JobPayload;
  /** What its plan warned of; absent of a job whose producer did not say. */
  readonly warnings?: readonly string[];
  readonly state: JobState;
  /** `code: message` of a job that failed. */
  readonly failure?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
}

const PAGE = 100;

/** JobBook looks jobs up. */
export class JobBook {
  constructor(
    private readonly queues: JobQueues,
    private readonly events: JobEvents,
  ) {}

  async get(jobId: string): Promise<JobView | undefined> {
    const queue = (await this.queues.find(jobId))?.queue;
    if (queue === undefined) return undefined;
    // The state is read first, so that the record is never older than it.
    const state = await throughRedis(() => queue.getJobState(jobId));
    const job = await throughRedis(() => queue.getJob(jobId));
    return job === undefined
      ? undefined
      : view(job, JOB_STATES.find((known) => known === state) ?? 'waiting');
  }

  /** list returns a node's newest jobs of one state, newest first, at most `limit` of them (100 at most). */
  async list(node: string, state: (typeof JOB_STATES)[number], limit: number): Promise<JobView[]> {
    const queue = await this.queues.of(node);
    const jobs = await throughRedis(() => queue.getJobs([state], 0, Math.min(limit, PAGE) - 1, false));
    return jobs.map((job) => view(job, state));
  }

  /**
   * interrupted returns the jobs of a node that were cut off and have no end yet: neither a verdict, nor an outcome
   * that their worker told while Redis took them for lost. A job is among them once a
   * worker of the node noticed: after its term and two looks.
   */
  async interrupted(node: string): Promise<JobView[]> {
    const queue = await this.queues.of(node);
    const found: JobView[] = [];
    for (let from = 0; ; from += PAGE) {
      const page = await throughRedis(() => queue.getJobs(['failed'], from, from + PAGE - 1, true));
      found.push(...(await this.unsettled(page)));
      if (page.length < PAGE) return found;
    }
  }

  /** settle keeps the verdict on an interrupted job, which is then no longer among the interrupted. */
  async settle(jobId: string, verdict: JobVerdict): Promise<void> {
    await this.events.publish(jobId, fittingEvent(verdict));
    await throughRedis(() =>
      this.queues.redis.set(keys.settled(jobId), verdict.verdict, 'PX', RECORDS_KEPT_MS),
    );
  }

  private async unsettled(jobs: Awaited<ReturnType<JobQueue['getJobs']>>): Promise<JobView[]> {
    const views = jobs.map((job) => view(job, 'failed')).filter(({ state }) => state === 'interrupted');
    if (views.length === 0) return [];
    const marks = await throughRedis(() =>
      this.queues.redis.mget(views.map(({ jobId }) => keys.settled(jobId))),
    );
    const unmarked = views.filter((_view, index) => marks[index] === null);
    const endings = await Promise.all(unmarked.map(({ jobId }) => this.events.ending(jobId)));
    return unmarked.filter((_view, index) => endings[index] === undefined);
  }
}

function view(job: StoredJob, state: (typeof JOB_STATES)[number]): JobView {
  const interrupted = state === 'failed' && isInterruption(job.failedReason);
  return {
    jobId: job.data.payload.intent_id,
    payload: job.data.payload,
    ...(job.data.warnings && { warnings: job.data.warnings }),
    state: interrupted ? 'interrupted' : state,
    ...(state === 'failed' ? { failure: job.failedReason } : {}),
    ...(job.processedOn === undefined ? {} : { startedAt: new Date(job.processedOn).toISOString() }),
    ...(job.finishedOn === undefined ? {} : { endedAt: new Date(job.finishedOn).toISOString() }),
  };
}
