import { useMemo } from 'react';
import type { Decision, Job } from '../../api/ops-views.js';
import { useDecisions } from '../../data/queries.js';
import { stateVerdict } from '../../jobs/job-story.js';
import { jobTitle } from '../../jobs/job-words.js';
import { DataTable, Empty, Link, NoMatch, SearchField, State, Time, type Column } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { useUrlState } from '../../shell/url-state.js';
import { duration } from '../../time/format.js';
import css from './JobPages.module.css';

/** JobHistory is the newest jobs that ended, and where older ones are. */
export function JobHistory({ jobs }: { readonly jobs: readonly Job[] }) {
  const [text, setText] = useUrlState('filter');
  const [sort, setSort] = useUrlState('sort');
  const { data: decisions } = useDecisions();
  const ended = useMemo(() => endedOf(jobs, decisions ?? []), [jobs, decisions]);
  const wanted = text.trim().toLowerCase();
  const shown = ended.filter((job) =>
    `${jobTitle(job)} ${job.actor} ${verdictIn(job).word}`.toLowerCase().includes(wanted),
  );
  return (
    <section className={css.history} aria-labelledby="history">
      <div className={css.filters}>
        <h2 id="history">Newest that ended</h2>
        {ended.length > 0 && <SearchField label="Filter jobs" value={text} onChange={setText} isFilter />}
      </div>
      {ended.length === 0 && (
        <Empty title="No job has ended yet">
          <p>What is changed on a node is a job: restart a service, and it is listed here.</p>
        </Empty>
      )}
      {ended.length > 0 && shown.length === 0 && <NoMatch among={ended.length} onClear={() => setText('')} />}
      {shown.length > 0 && (
        <DataTable
          label="Jobs that ended"
          rows={shown}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          sort={sort}
          onSort={setSort}
        />
      )}
      {ended.length > 0 && <Older />}
    </section>
  );
}

function Older() {
  const mayRead = useMay('read_audit');
  return (
    <p className={css.muted}>
      These are the newest of each node. Older ones are in the{' '}
      {mayRead ? <Link to="/audit">audit</Link> : 'audit'}.
    </p>
  );
}

interface Ended extends Job {
  /** What the node showed of a job that was cut off, while somebody has to decide about it. */
  readonly found?: Decision['verdict'];
}

function endedOf(jobs: readonly Job[], decisions: readonly Decision[]): readonly Ended[] {
  const found = new Map(decisions.map(({ job, verdict }) => [job, verdict]));
  const ended = jobs.filter(({ state }) => state !== 'active' && state !== 'waiting').toSorted(newestFirst);
  return ended.map((job) => {
    const verdict = found.get(job.id);
    return verdict === undefined ? job : { ...job, found: verdict };
  });
}

function verdictIn({ state, failure, found }: Ended) {
  return stateVerdict(state, failure, found);
}

function newestFirst(one: Job, other: Job): number {
  return (one.ended_at ?? one.requested_at) < (other.ended_at ?? other.requested_at) ? 1 : -1;
}

const COLUMNS: readonly Column<Ended>[] = [
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
    sortBy: (job) => verdictIn(job).word,
    cell: (job) => {
      const { kind, word } = verdictIn(job);
      return <State kind={kind}>{word}</State>;
    },
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ failure }) => (failure === undefined ? null : <span className={css.muted}>{failure}</span>),
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

function tookMs({ started_at, ended_at }: Job): number {
  return Date.parse(ended_at ?? '') - Date.parse(started_at ?? '');
}
