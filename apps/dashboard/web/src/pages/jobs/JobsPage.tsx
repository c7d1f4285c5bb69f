import { useMemo } from 'react';
import type { Job } from '../../api/ops-views.js';
import { OpsAway } from '../../data/OpsAway.js';
import { useJobs } from '../../data/queries.js';
import {
  DataTable,
  Empty,
  Link,
  NoMatch,
  PageHead,
  Panel,
  Resource,
  SearchField,
  State,
  Time,
  type Column,
} from '../../kit/index.js';
import { stateVerdict } from '../../jobs/job-story.js';
import { Freshness } from '../../live/Freshness.js';
import { useUrlState } from '../../shell/url-state.js';
import { duration } from '../../time/format.js';
import { CancelButton } from './CancelButton.js';
import { Decisions } from './Decisions.js';
import css from './JobPages.module.css';
import { jobTitle, placed, type Placed } from './job-words.js';

/** JobsPage has what runs and waits first, then what was. */
export function JobsPage() {
  const query = useJobs();
  return (
    <>
      <PageHead title="Jobs" aside={<Freshness at={query.dataUpdatedAt} />} />
      <OpsAway />
      <Decisions />
      <Resource query={query} what="jobs">
        {({ jobs }) => <Jobs jobs={jobs} />}
      </Resource>
    </>
  );
}

function Jobs({ jobs }: { readonly jobs: readonly Job[] }) {
  const open = useMemo(() => placed(jobs), [jobs]);
  return (
    <>
      <Panel title="Running and queued">
        {open.length === 0 ? (
          <p className={css.muted}>Nothing runs and nothing waits.</p>
        ) : (
          <ul className={css.open}>
            {open.map((one) => (
              <Open key={one.job.id} of={one} />
            ))}
          </ul>
        )}
      </Panel>
      <History jobs={jobs} />
    </>
  );
}

function Open({ of: { job, position, waitsFor } }: { readonly of: Placed }) {
  const { kind, word } = stateVerdict(job.state);
  return (
    <li className={css.openJob} data-row="">
      <div>
        <Link to={`/jobs/${job.id}`}>{jobTitle(job)}</Link>
        <p className={css.muted}>
          By {job.actor}, <Time at={job.started_at ?? job.requested_at} />
          {waitsFor !== undefined && `. Waits: ${waitsFor}`}
        </p>
      </div>
      <State kind={kind}>{position === undefined ? word : `${word}, place ${position}`}</State>
      <CancelButton job={job} />
    </li>
  );
}

function History({ jobs }: { readonly jobs: readonly Job[] }) {
  const [text, setText] = useUrlState('filter');
  const [sort, setSort] = useUrlState('sort');
  const ended = useMemo(
    () => jobs.filter(({ state }) => state !== 'active' && state !== 'waiting').toSorted(newestFirst),
    [jobs],
  );
  const wanted = text.trim().toLowerCase();
  const shown = ended.filter((job) =>
    `${jobTitle(job)} ${job.actor} ${job.state}`.toLowerCase().includes(wanted),
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
    </section>
  );
}

function newestFirst(one: Job, other: Job): number {
  return (one.ended_at ?? one.requested_at) < (other.ended_at ?? other.requested_at) ? 1 : -1;
}

const COLUMNS: readonly Column<Job>[] = [
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
    sortBy: ({ state, failure }) => stateVerdict(state, failure).word,
    cell: ({ state, failure }) => {
      const { kind, word } = stateVerdict(state, failure);
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
