import { useMemo } from 'react';
import type { EndedJobs } from '../../api/ops.js';
import type { Job } from '../../api/ops-views.js';
import { jobVerdict } from '../../jobs/job-story.js';
import { jobTitle } from '../../jobs/job-words.js';
import {
  ClearFilter,
  ColumnChoice,
  DataTable,
  Empty,
  NoMatch,
  Resource,
  SearchField,
} from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { HISTORY_COLUMNS } from './history-columns.js';
import { NO_FILTER, useHistoryFilter } from './history-filter.js';
import { countText } from './history-words.js';
import { HistoryFilters } from './HistoryFilters.js';
import css from './JobPages.module.css';
import { Older } from './Older.js';
import { useEndedJobs } from './use-ended-jobs.js';

/** JobHistory is the jobs that ended, as far back as they are kept, and where older ones are. */
export function JobHistory() {
  const { filter, choose } = useHistoryFilter();
  const [text, setText] = useUrlState('filter');
  const query = useEndedJobs(filter);
  const isFiltered = filter.node !== undefined || filter.service !== undefined || filter.state !== undefined;
  return (
    <section className={css.history} aria-labelledby="history">
      <h2 id="history">History</h2>
      <div className={css.filters}>
        <SearchField label="Filter jobs" value={text} onChange={setText} isFilter />
        <HistoryFilters filter={filter} choose={choose} />
        <ColumnChoice table="jobs" label="jobs that ended" columns={HISTORY_COLUMNS} />
      </div>
      <Resource query={query} what="jobs that ended">
        {({ pages }) => (
          <>
            <Ended
              pages={pages}
              text={text}
              isFiltered={isFiltered}
              onClear={() => choose(NO_FILTER)}
              hasMore={query.hasNextPage}
            />
            <Older query={query} pages={pages} filter={filter} />
          </>
        )}
      </Resource>
    </section>
  );
}

interface EndedProps {
  readonly pages: readonly EndedJobs[];
  readonly text: string;
  /** By the server: what it left out was never read. */
  readonly isFiltered: boolean;
  readonly hasMore: boolean;
  readonly onClear: () => void;
}

function Ended({ pages, text, isFiltered, hasMore, onClear }: EndedProps) {
  const [sort, setSort] = useUrlState('sort');
  const jobs = useMemo(() => pages.flatMap((page) => page.jobs), [pages]);
  const shown = useMemo(() => jobs.filter(matches(text)), [jobs, text]);
  if (jobs.length === 0) return <Nothing isFiltered={isFiltered} hasMore={hasMore} onClear={onClear} />;
  if (shown.length === 0) return <NoMatch among={jobs.length} onClear={onClear} />;
  return (
    <>
      <p className={css.muted} role="status">
        {countText(shown.length, jobs.length, hasMore)}
      </p>
      <DataTable
        label="Jobs that ended"
        name="jobs"
        rows={shown}
        columns={HISTORY_COLUMNS}
        rowKey={({ id }) => id}
        sort={sort}
        onSort={setSort}
      />
    </>
  );
}

function Nothing({ isFiltered, hasMore, onClear }: Pick<EndedProps, 'isFiltered' | 'hasMore' | 'onClear'>) {
  if (!isFiltered && !hasMore) {
    return (
      <Empty title="No job that ended is kept">
        <p>What is changed on a node is a job: restart a service, and it is listed here.</p>
      </Empty>
    );
  }
  return (
    <Empty title={hasMore ? 'None of the newest ones fits' : 'No job that is kept fits'}>
      <ClearFilter onClear={onClear} />
    </Empty>
  );
}

function matches(text: string) {
  const wanted = text.trim().toLowerCase();
  return (job: Job) => `${jobTitle(job)} ${job.actor} ${jobVerdict(job).word}`.toLowerCase().includes(wanted);
}
