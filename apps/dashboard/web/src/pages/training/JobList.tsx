import { useMemo } from 'react';
import type { LossValue, TrainingJob } from '../../api/training.js';
import {
  ColumnChoice,
  DataTable,
  Empty,
  Link,
  NoMatch,
  Progress,
  Resource,
  SearchField,
  Sparkline,
  State,
  type Column,
} from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { lossText } from './loss-lines.js';
import { lossTrend } from './loss-trend.js';
import { StopButton } from './StopButton.js';
import css from './Training.module.css';
import { queueText, speedText, stepsText, timeLeftText, trainingState } from './training-answers.js';
import { useTrainingJobs, useTrainingTrends } from './training-server.js';

/** A job, and what it shares with the others: a queue. */
interface Row {
  readonly job: TrainingJob;
  readonly queue: string;
  /** Undefined: nobody told. */
  readonly loss: readonly LossValue[] | undefined;
}

/** JobList has a row for each job of the backend, the newest first. */
export function JobList() {
  const query = useTrainingJobs();
  return (
    <Resource query={query} what="training jobs">
      {(jobs) => (jobs.length === 0 ? <NoJobs /> : <Jobs jobs={jobs} />)}
    </Resource>
  );
}

function NoJobs() {
  return (
    <Empty title="Nothing was trained yet">
      <p>Each training that is started is listed here, with its loss and its samples.</p>
    </Empty>
  );
}

function Jobs({ jobs }: { readonly jobs: readonly TrainingJob[] }) {
  const [text, setText] = useUrlState('filter');
  const [sort, setSort] = useUrlState('sort');
  const { data: losses } = useTrainingTrends();
  const rows = useMemo(
    () => jobs.map((job) => ({ job, queue: queueText(job, jobs), loss: losses?.get(job.job_id) })),
    [jobs, losses],
  );
  const wanted = text.trim().toLowerCase();
  const shown = rows.filter(({ job }) =>
    `${job.name} ${trainingState(job).word}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className={css.filters}>
        <SearchField label="Filter training jobs" value={text} onChange={setText} isFilter />
        <span className={css.muted}>
          {wanted === '' ? counted(jobs.length, 'job') : `${counted(shown.length, 'job')} of ${jobs.length}`}
        </span>
        <ColumnChoice table="training" label="training jobs" columns={COLUMNS} />
      </div>
      {shown.length === 0 ? (
        <NoMatch among={jobs.length} onClear={() => setText('')} />
      ) : (
        <DataTable
          label="Training jobs"
          name="training"
          rows={shown}
          columns={COLUMNS}
          rowKey={({ job }) => job.job_id}
          sort={sort}
          onSort={setSort}
        />
      )}
    </>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'job', header: 'Job', isTitle: true, sortBy: ({ job }) => job.name, cell: nameCell },
  { id: 'state', header: 'State', sortBy: ({ job }) => trainingState(job).word, cell: stateCell },
  { id: 'steps', header: 'Steps', sortBy: ({ job }) => job.progress, cell: stepsCell },
  { id: 'loss', header: 'Loss', cell: lossCell },
  { id: 'speed', header: 'Speed', align: 'end', cell: speedCell },
  { id: 'queue', header: 'Queue', sortBy: ({ queue }) => queue, cell: queueCell },
  {
    id: 'actions',
    header: 'Actions',
    isHeaderHidden: true,
    align: 'end',
    cell: ({ job }) => <StopButton job={job} isShort />,
  },
];

function nameCell({ job }: Row) {
  return (
    <span className={css.name}>
      <Link to={`/training/jobs/${encodeURIComponent(job.job_id)}`}>{job.name}</Link>
    </span>
  );
}

function stateCell({ job }: Row) {
  const { kind, word } = trainingState(job);
  return <State kind={kind}>{word}</State>;
}

function stepsCell({ job }: Row) {
  const { name, progress, total_steps: total } = job;
  if (total === null) return stepsText(job);
  return (
    <div className={css.steps}>
      <Progress label={`Steps of ${name}`} percent={progress} text={stepsText(job)} />
    </div>
  );
}

/** The word is about the end of the line; the figure is its last value. */
function lossCell({ loss }: Row) {
  if (loss === undefined) return <span className={css.muted}>Unknown</span>;
  const { word, kind } = lossTrend(loss);
  const last = loss.findLast(({ value }) => value !== null)?.value;
  return (
    <span className={css.trend}>
      {last != null && <Sparkline values={loss.map(({ value }) => value)} />}
      <span className={css.speed}>
        {kind === undefined ? <span>{word}</span> : <State kind={kind}>{word}</State>}
        {last != null && <span className={css.muted}>{lossText(last)}</span>}
      </span>
    </span>
  );
}

function queueCell({ queue }: Row) {
  return <span className={css.queue}>{queue}</span>;
}

/** The time that is left stands below the speed that it follows from. */
function speedCell({ job }: Row) {
  return (
    <span className={css.speed}>
      <span className={job.iter_per_sec === null ? css.muted : css.figure}>{speedText(job)}</span>
      {job.eta_seconds !== null && <span className={css.muted}>{timeLeftText(job)} left</span>}
    </span>
  );
}
