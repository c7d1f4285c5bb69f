import { useMemo } from 'react';
import type { Job } from '../../api/ops-views.js';
import { useCanAct } from '../../data/use-can-act.js';
import { CancelButton } from '../../jobs/CancelButton.js';
import { useJobStory } from '../../jobs/job-stories.js';
import { jobVerdict } from '../../jobs/job-story.js';
import { jobTitle, placed, type Placed } from '../../jobs/job-words.js';
import { ModelWork } from '../../jobs/ModelWork.js';
import { useModelWork } from '../../jobs/running-work.js';
import { Link, Panel, State, Time } from '../../kit/index.js';
import { duration } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import css from './JobPages.module.css';

/** The steps of so many jobs are followed: a browser opens six connections at most to one place. */
const MOST_STREAMS = 2;

/** OpenJobs is what runs and what waits, with its place; pulls and benchmarks of models among it. */
export function OpenJobs({ jobs }: { readonly jobs: readonly Job[] }) {
  const open = useMemo(() => placed(jobs), [jobs]);
  const work = useModelWork();
  const isModelled = work.pulls.length + work.benchmarks.length > 0;
  return (
    <Panel title="Running and queued">
      {open.length === 0 && !isModelled && <NothingOpen />}
      {open.length > 0 && (
        <ul className={css.open}>
          {open.map((one, index) => (
            <Open key={one.job.id} of={one} isLive={index < MOST_STREAMS} />
          ))}
        </ul>
      )}
      {isModelled && (
        <div className={css.ofModels}>
          <ModelWork {...work} />
        </div>
      )}
    </Panel>
  );
}

/** While the queue cannot be read, nobody knows what runs. */
function NothingOpen() {
  const isKnown = useCanAct('jobs');
  return (
    <p className={css.muted}>
      {isKnown
        ? 'Nothing runs and nothing waits.'
        : 'Nothing ran and nothing waited when this was last known.'}
    </p>
  );
}

function Open({
  of: { job, position, waitsFor },
  isLive,
}: {
  readonly of: Placed;
  readonly isLive: boolean;
}) {
  const { kind, word } = jobVerdict(job);
  return (
    <li className={css.openJob} data-row="">
      <div>
        <Link to={`/jobs/${job.id}`}>{jobTitle(job)}</Link>
        <p className={css.muted}>
          By {job.actor}, <Time at={job.started_at ?? job.requested_at} />
          {waitsFor !== undefined && `. Waits: ${waitsFor}`}
          {isLive && job.state === 'active' && <StepNow job={job.id} />}
        </p>
      </div>
      <State kind={kind}>{position === undefined ? word : `${word}, place ${position}`}</State>
      <CancelButton job={job} />
    </li>
  );
}

/** StepNow is what a running job does at the moment: what those behind it wait for. */
function StepNow({ job }: { readonly job: string }) {
  const { story } = useJobStory(job);
  const step = story.steps.at(-1);
  const now = useNow();
  if (step === undefined) return null;
  return (
    <>
      . Step {story.steps.length}: {step.name}, for {duration(Math.max(0, now - step.startedAt))}
    </>
  );
}
