import type { Job } from '../api/ops-views.js';
import { verbOf } from '../plan/service-plan.js';

/** jobTitle is `Restart web on local`. */
export function jobTitle({ action, services, node }: Pick<Job, 'action' | 'services' | 'node'>): string {
  return `${verbOf(action)} ${services.join(', ')} on ${node}`;
}

/** placeText is `Place 2. Waits: local is busy: Restart web on local`; undefined of a job that does not wait. */
export function placeText({ position, waitsFor }: Placed): string | undefined {
  return position === undefined ? undefined : `Place ${position}. Waits: ${waitsFor ?? 'its turn'}`;
}

/** Placed is a waiting job with its place among those that wait for the same node. */
export interface Placed {
  readonly job: Job;
  readonly position?: number;
  /** What it waits for, in words. */
  readonly waitsFor?: string;
}

/** placed gives open jobs their order: running first, then by their turn; a node runs one after the other. */
export function placed(jobs: readonly Job[]): readonly Placed[] {
  const running = jobs.filter(({ state }) => state === 'active');
  const waiting = jobs.filter(({ state }) => state === 'waiting').toSorted(byAge);
  const turns = new Map<string, number>();
  const inTurn = waiting.map((job) => {
    const position = (turns.get(job.node) ?? 0) + 1;
    turns.set(job.node, position);
    const ahead = running.find(({ node }) => node === job.node);
    const waitsFor =
      ahead === undefined ? `A worker for ${job.node}` : `${job.node} is busy: ${jobTitle(ahead)}`;
    return { job, position, waitsFor };
  });
  return [...running.toSorted(byAge).map((job) => ({ job })), ...inTurn];
}

function byAge(one: Job, other: Job): number {
  return one.requested_at < other.requested_at ? -1 : 1;
}
