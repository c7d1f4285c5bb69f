import { X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { Job } from '../api/ops-views.js';
import { useLiveView } from '../data/queries.js';
import { Button, cx, IconButton, Link, State } from '../kit/index.js';
import { CancelButton } from './CancelButton.js';
import { focusOpener, showPanel, unfollowJob, usePanel, type FollowedJob } from './followed-jobs.js';
import { useJobStory } from './job-stories.js';
import { isOver, jobVerdict, verdictOf } from './job-story.js';
import { jobTitle, placed, placeText, type Placed } from './job-words.js';
import { JobStoryView } from './JobStoryView.js';
import { ModelWork } from './ModelWork.js';
import { useModelWork } from './running-work.js';
import css from './Jobs.module.css';

/** A browser opens six connections at most to one place; the page's own stream and a log need theirs. */
const MOST_STREAMS = 3;

/** JobPanel shows the jobs of this tab, live, and below them what else runs and waits. Closing it cancels nothing. */
export function JobPanel() {
  const { jobs, focus } = usePanel();
  const all = useLiveView('jobs')?.jobs ?? NO_JOBS;
  const open = useMemo(() => placed(all), [all]);
  const heading = useRef<HTMLHeadingElement>(null);
  // It is made anew each time it opens; one that was open before the page was loaded takes no focus.
  const seen = useRef(0);
  useEffect(() => {
    if (seen.current === focus) return;
    seen.current = focus;
    heading.current?.focus();
  }, [focus]);
  const close = () => {
    showPanel(false);
    focusOpener();
  };
  return (
    <aside className={cx(css.panel)} aria-label="Jobs of this tab">
      <div className={css.panelHead}>
        <h2 ref={heading} tabIndex={-1}>
          Jobs
        </h2>
        <Link to="/jobs">All jobs</Link>
        <IconButton label="Close the job panel" icon={<X size={16} aria-hidden="true" />} onPress={close} />
      </div>
      {jobs.length === 0 && (
        <p className={css.muted}>
          What you confirm in this tab is shown here, with whatever else runs and waits.
        </p>
      )}
      <ul className={css.cards}>
        {jobs.map((job, index) => (
          <Card
            key={job.id}
            job={job}
            isLive={index < MOST_STREAMS}
            place={open.find((one) => one.job.id === job.id)}
            known={all.find(({ id }) => id === job.id)}
          />
        ))}
      </ul>
      <Others of={open.filter((one) => jobs.every(({ id }) => id !== one.job.id))} />
      <OfModels />
    </aside>
  );
}

const NO_JOBS: readonly Job[] = [];

interface CardProps {
  readonly job: FollowedJob;
  readonly isLive: boolean;
  /** While it runs or waits. */
  readonly place: Placed | undefined;
  /** As the list of jobs has it; undefined of an old one. */
  readonly known: Job | undefined;
}

function Card({ job, isLive, place, known }: CardProps) {
  const told = useJobStory(job.id, isLive);
  const { kind, word } = verdictOf(told.story, known);
  return (
    <li className={css.card}>
      <div className={css.cardHead}>
        <h3>
          <Link to={`/jobs/${job.id}`}>{job.title}</Link>
        </h3>
        <State kind={kind} badge>
          {word}
        </State>
      </div>
      <JobStoryView told={told} waitsFor={place && placeText(place)} />
      {isOver(told.story) || (known !== undefined && place === undefined) ? (
        <div>
          <Button look="quiet" onPress={() => unfollowJob(job.id)}>
            Remove from panel
          </Button>
        </div>
      ) : (
        place && (
          <div>
            <CancelButton job={place.job} />
          </div>
        )
      )}
    </li>
  );
}

/** Others are the jobs that somebody else asked for, or this viewer elsewhere. */
function Others({ of }: { readonly of: readonly Placed[] }) {
  if (of.length === 0) return null;
  return (
    <section aria-labelledby="other-jobs" className={css.story}>
      <h3 id="other-jobs">Also running and queued</h3>
      <ul className={css.cards}>
        {of.map((one) => (
          <Other key={one.job.id} of={one} />
        ))}
      </ul>
    </section>
  );
}

function Other({ of }: { readonly of: Placed }) {
  const { kind, word } = jobVerdict(of.job);
  return (
    <li>
      <div className={css.stepLine}>
        <Link to={`/jobs/${of.job.id}`}>{jobTitle(of.job)}</Link>
        <State kind={kind}>{word}</State>
      </div>
      <p className={css.muted}>
        By {of.job.actor}. {placeText(of)}
      </p>
    </li>
  );
}

function OfModels() {
  const { pulls, benchmarks } = useModelWork();
  if (pulls.length + benchmarks.length === 0) return null;
  return (
    <section aria-labelledby="model-work" className={css.story}>
      <h3 id="model-work">Pulls and benchmarks of models</h3>
      <ModelWork pulls={pulls} benchmarks={benchmarks} />
    </section>
  );
}
