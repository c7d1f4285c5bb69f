import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button, cx, IconButton, Link, State } from '../kit/index.js';
import { showPanel, unfollowJob, usePanel, type FollowedJob } from './followed-jobs.js';
import { useJobStory } from './job-stories.js';
import { isOver, verdictOf } from './job-story.js';
import { JobStoryView } from './JobStoryView.js';
import css from './Jobs.module.css';

/** A browser opens six connections at most to one place; the page's own stream and a log need theirs. */
const MOST_STREAMS = 3;

/** JobPanel shows the jobs of this tab, live, wherever its viewer goes. Closing it cancels nothing. */
export function JobPanel() {
  const { isOpen, jobs, focus } = usePanel();
  const heading = useRef<HTMLHeadingElement>(null);
  const seen = useRef(focus);
  useEffect(() => {
    if (seen.current === focus) return;
    seen.current = focus;
    heading.current?.focus();
  }, [focus]);
  if (!isOpen) return null;
  return (
    <aside className={cx(css.panel)} aria-label="Jobs of this tab">
      <div className={css.panelHead}>
        <h2 ref={heading} tabIndex={-1}>
          Jobs
        </h2>
        <Link to="/jobs">All jobs</Link>
        <IconButton
          label="Close the job panel"
          icon={<X size={16} aria-hidden="true" />}
          onPress={() => showPanel(false)}
        />
      </div>
      {jobs.length === 0 && (
        <p className={css.muted}>
          What you confirm in this tab is shown here. The list of all jobs has the rest.
        </p>
      )}
      <ul className={css.cards}>
        {jobs.map((job, index) => (
          <Card key={job.id} job={job} isLive={index < MOST_STREAMS} />
        ))}
      </ul>
    </aside>
  );
}

function Card({ job, isLive }: { readonly job: FollowedJob; readonly isLive: boolean }) {
  const told = useJobStory(job.id, isLive);
  const { kind, word } = verdictOf(told.story);
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
      <JobStoryView told={told} />
      {isOver(told.story) && (
        <div>
          <Button look="quiet" onPress={() => unfollowJob(job.id)}>
            Remove from panel
          </Button>
        </div>
      )}
    </li>
  );
}
