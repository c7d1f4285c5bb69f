import type { Job } from '../api/ops-views.js';
import { jobVerdict } from './job-story.js';

/** What somebody is told of a job that went on, and whether it has ended with that. */
export interface JobNews {
  readonly id: string;
  readonly text: string;
  readonly kind: 'ok' | 'failed' | 'attention';
  readonly isEnd: boolean;
}

type Known = Pick<Job, 'id' | 'state' | 'verdict'>;

/** Wanted are the jobs that somebody follows, and what each is called. */
type Wanted = ReadonlyMap<string, string>;

/** JobWatch tells what became of jobs, each start and each end once. */
export class JobWatch {
  private readonly told = new Map<string, string>();

  /** @param old jobs of an earlier load of the page: what they are when first seen is no news. */
  constructor(private readonly old: ReadonlySet<string>) {}

  /** after takes the newest list of jobs and returns what is new in it about those that are wanted. */
  after(jobs: readonly Known[], wanted: Wanted): readonly JobNews[] {
    return jobs.flatMap((job) => {
      const title = wanted.get(job.id);
      return title === undefined ? [] : this.newsOf(job, title);
    });
  }

  private newsOf(job: Known, title: string): readonly JobNews[] {
    const { id, state, verdict } = job;
    const before = this.told.get(id);
    const now = `${state} ${verdict}`;
    if (before === now) return [];
    this.told.set(id, now);
    if (state === 'waiting' || (before === undefined && this.old.has(id))) return [];
    if (state === 'active') return [{ id, text: `${title}: started.`, kind: 'ok', isEnd: false }];
    const { kind, word } = jobVerdict(job);
    const told = kind === 'ok' || kind === 'failed' ? kind : 'attention';
    return [{ id, text: `${title}: ${word.toLowerCase()}.`, kind: told, isEnd: true }];
  }
}

/** countFailed is how many of the wanted jobs have failed. */
export function countFailed(jobs: readonly Known[], wanted: Wanted): number {
  const failed = (job: Known) => jobVerdict(job).kind === 'failed';
  return jobs.filter((job) => wanted.has(job.id) && failed(job)).length;
}
