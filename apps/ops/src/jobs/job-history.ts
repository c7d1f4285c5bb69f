import { ENDED_STATES, type EndedJobs, type EndedPlace, type JobBook, type JobView } from '@app/jobs';
import type { EndedJobsQuery } from './job.dto.js';

export interface HistoryPage {
  readonly jobs: JobView[];
  /** Where the next page begins; undefined when nothing older is kept. */
  readonly next?: string;
}

/** So many are looked at for one page at most, however few of them are wanted; the next page goes on after them. */
const MOST_LOOKED_AT = 500;
/** So many are read at a time at least: a short page of which few fit asks Redis no more often than a long one. */
const LEAST_CHUNK = 50;

/** JobHistory goes back through the jobs that ended, page by page. */
export class JobHistory {
  constructor(
    private readonly ended: Pick<EndedJobs, 'walk'>,
    private readonly book: Pick<JobBook, 'withEnds'>,
  ) {}

  /** page has the newest jobs before the given place that are wanted and that `maySee` lets through. */
  async page(query: EndedJobsQuery, maySee: (job: JobView) => boolean): Promise<HistoryPage> {
    const { node, service, state, before, limit = 50 } = query;
    const states = state === undefined ? ENDED_STATES : [state];
    const from = { ...(node !== undefined && { node }), ...(before !== undefined && placeIn(before)) };
    const fits = ({ payload: { services } }: JobView) => service === undefined || services.includes(service);
    const jobs: JobView[] = [];
    let looked = 0;
    let last: EndedPlace | undefined;
    // One more than is wanted tells whether any follow.
    const chunk = Math.max(limit, LEAST_CHUNK) + 1;
    for await (const { job, place } of this.ended.walk({ ...from, states, chunk })) {
      const isFull = jobs.length === limit || looked === MOST_LOOKED_AT;
      if (isFull && last !== undefined) return { jobs: await this.book.withEnds(jobs), next: textOf(last) };
      if (fits(job) && maySee(job)) jobs.push(job);
      last = place;
      looked += 1;
    }
    return { jobs: await this.book.withEnds(jobs) };
  }
}

function textOf({ endedAt, jobId }: EndedPlace): string {
  return `${endedAt}-${jobId}`;
}

/** The form was checked where the query came in. */
function placeIn(text: string): { readonly after: EndedPlace } {
  const dash = text.indexOf('-');
  return { after: { endedAt: Number(text.slice(0, dash)), jobId: text.slice(dash + 1) } };
}
