import { fittingEvent } from './fitting-event.js';
import { jobEnd } from './job-end.js';
import type { JobVerdict } from './job-event.js';
import type { JobEvents } from './job-events.js';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import type { JobQueue, JobQueues } from './job-queues.js';
import { JOB_STATES } from './job-state.js';
import { jobView, type JobView } from './job-view.js';
import { throughRedis } from './redis-failure.js';

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
    if (job === undefined) return undefined;
    return this.withEnd(jobView(job, JOB_STATES.find((known) => known === state) ?? 'waiting'));
  }

  /** list returns a node's newest jobs of one state, newest first, at most `limit` of them (100 at most). */
  async list(node: string, state: (typeof JOB_STATES)[number], limit: number): Promise<JobView[]> {
    const queue = await this.queues.of(node);
    const jobs = await throughRedis(() => queue.getJobs([state], 0, Math.min(limit, PAGE) - 1, false));
    return this.withEnds(jobs.map((job) => jobView(job, state)));
  }

  /** withEnds tells of each job how it ended; of those that have not, nothing. */
  withEnds(jobs: readonly JobView[]): Promise<JobView[]> {
    return Promise.all(jobs.map((job) => this.withEnd(job)));
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

  private async withEnd(job: JobView): Promise<JobView> {
    if (job.state === 'waiting' || job.state === 'active') return job;
    const end = jobEnd(job, await this.events.ending(job.jobId));
    return { ...job, ...(end && { end }) };
  }

  private async unsettled(jobs: Awaited<ReturnType<JobQueue['getJobs']>>): Promise<JobView[]> {
    const views = jobs.map((job) => jobView(job, 'failed')).filter(({ state }) => state === 'interrupted');
    if (views.length === 0) return [];
    const marks = await throughRedis(() =>
      this.queues.redis.mget(views.map(({ jobId }) => keys.settled(jobId))),
    );
    const unmarked = views.filter((_view, index) => marks[index] === null);
    const endings = await Promise.all(unmarked.map(({ jobId }) => this.events.ending(jobId)));
    return unmarked.filter((_view, index) => endings[index] === undefined);
  }
}
