import { sentence } from '../../api/problem.js';
import type { Job } from '../../api/ops-views.js';
import { jobVerdict } from '../../jobs/job-story.js';
import { jobTitle } from '../../jobs/job-words.js';
import { Link, State, Time, type Column } from '../../kit/index.js';
import { duration } from '../../time/format.js';
import css from './JobPages.module.css';

/** HISTORY_COLUMNS are those of jobs that ended. */
export const HISTORY_COLUMNS: readonly Column<Job>[] = [
  {
    id: 'job',
    header: 'Job',
    isTitle: true,
    sortBy: jobTitle,
    cell: (job) => <Link to={`/jobs/${job.id}`}>{jobTitle(job)}</Link>,
  },
  {
    id: 'verdict',
    header: 'Verdict',
    sortBy: (job) => jobVerdict(job).word,
    cell: (job) => <Verdict of={job} />,
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: (job) => {
      const reason = reasonOf(job);
      return reason === undefined ? null : <div className={css.reason}>{sentence(reason)}</div>;
    },
  },
  { id: 'actor', header: 'Actor', sortBy: ({ actor }) => actor, cell: ({ actor }) => actor },
  {
    id: 'ended',
    header: 'Ended',
    sortBy: ({ ended_at, requested_at }) => ended_at ?? requested_at,
    cell: ({ ended_at }) => (ended_at === undefined ? null : <Time at={ended_at} />),
  },
  {
    id: 'took',
    header: 'Took',
    align: 'end',
    sortBy: tookMs,
    cell: (job) => (Number.isNaN(tookMs(job)) ? null : duration(tookMs(job))),
  },
];

function Verdict({ of: job }: { readonly of: Job }) {
  const { kind, word } = jobVerdict(job);
  return (
    <>
      <State kind={kind}>{word}</State>
      {job.needs_decision && <div className={css.muted}>Needs a decision</div>}
    </>
  );
}

/** Of a job that was cut off the queue knows only that nobody was there any more. */
function reasonOf({ state, failure }: Job): string | undefined {
  return state === 'interrupted' ? 'its worker stopped in the middle of it' : failure;
}

function tookMs({ started_at, ended_at }: Job): number {
  return Date.parse(ended_at ?? '') - Date.parse(started_at ?? '');
}
