import { systemClock, type Clock } from '@app/kernel';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import type { JobQueue, JobQueues } from './job-queues.js';
import { jobView, type JobView } from './job-view.js';
import { throughRedis } from './redis-failure.js';

export const ENDED_STATES = ['completed', 'failed'] as const;
export type EndedState = (typeof ENDED_STATES)[number];

/** Where a reader of ended jobs is: at the last one that it saw. */
export interface EndedPlace {
  /** Unix milliseconds. */
  readonly endedAt: number;
  readonly jobId: string;
}

export interface EndedWish {
  /** All nodes that ever had a job, without one. */
  readonly node?: string;
  readonly states: readonly EndedState[];
  /** Only jobs that come after this one, which ended before it. */
  readonly after?: EndedPlace;
  /** How many are read at a time. */
  readonly chunk: number;
}

export interface EndedJob {
  readonly place: EndedPlace;
  readonly job: JobView;
}

/** One of the sorted sets in which BullMQ keeps the ids of ended jobs; the score is when they ended. */
interface EndedSet {
  readonly queue: JobQueue;
  readonly state: EndedState;
}

type Found = EndedPlace & { readonly set: EndedSet };

/** EndedJobs reads the jobs that have ended, from the newest back to the oldest that can still be looked up. */
export class EndedJobs {
  constructor(
    private readonly queues: JobQueues,
    private readonly clock: Clock = systemClock,
  ) {}

  /** walk reads no more than its reader takes, but for one chunk. What ends meanwhile moves nothing in it. */
  async *walk({ node, states, after, chunk }: EndedWish): AsyncGenerator<EndedJob> {
    const sets = await this.sets(node, states);
    let place = after;
    for (;;) {
      const page = await this.page(sets, place, chunk);
      const jobs = await Promise.all(page.map(read));
      yield* jobs.filter((job) => job !== undefined);
      if (page.length < chunk) return;
      place = page.at(-1);
    }
  }

  private async sets(node: string | undefined, states: readonly EndedState[]): Promise<EndedSet[]> {
    const known = await throughRedis(() => this.queues.redis.smembers(keys.nodes));
    const wanted = node === undefined ? known : known.filter((one) => one === node);
    const queues = await Promise.all(wanted.map((one) => this.queues.of(one)));
    return queues.flatMap((queue) => states.map((state) => ({ queue, state })));
  }

  private async page(
    sets: readonly EndedSet[],
    after: EndedPlace | undefined,
    most: number,
  ): Promise<Found[]> {
    const found = await throughRedis(() => Promise.all(sets.map((set) => this.range(set, after, most))));
    return found.flat().toSorted(newestFirst).slice(0, most);
  }

  private async range(set: EndedSet, after: EndedPlace | undefined, most: number): Promise<Found[]> {
    const { redis } = this.queues;
    const key = set.queue.toKey(set.state);
    const oldest = this.clock.now() - RECORDS_KEPT_MS;
    const older = (from: string) => redis.zrevrangebyscore(key, from, oldest, 'WITHSCORES', 'LIMIT', 0, most);
    if (after === undefined) return foundIn(set, await older('+inf'));
    // Those of the same millisecond are few: no more end at once than workers run.
    const [same, rest] = await Promise.all([
      redis.zrevrangebyscore(key, after.endedAt, after.endedAt, 'WITHSCORES'),
      older(`(${after.endedAt}`),
    ]);
    return [...foundIn(set, same).filter(({ jobId }) => jobId < after.jobId), ...foundIn(set, rest)];
  }
}

/** Ids and scores come in turn. */
function foundIn(set: EndedSet, answer: readonly string[]): Found[] {
  return answer.flatMap((jobId, at) =>
    at % 2 === 0 ? [{ set, jobId, endedAt: Number(answer[at + 1]) }] : [],
  );
}

function newestFirst(one: Found, other: Found): number {
  if (one.endedAt !== other.endedAt) return other.endedAt - one.endedAt;
  return one.jobId < other.jobId ? 1 : -1;
}

/** A record may go while it is looked for. */
async function read({ set: { queue, state }, jobId, endedAt }: Found): Promise<EndedJob | undefined> {
  const job = await throughRedis(() => queue.getJob(jobId));
  return job && { place: { jobId, endedAt }, job: jobView(job, state) };
}
