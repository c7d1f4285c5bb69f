import { useMemo } from 'react';
import { jobVerdict } from '../../jobs/job-story.js';
import { Age, Link, Panel, State, Time } from '../../kit/index.js';
import { jobTitle, placed } from '../../jobs/job-words.js';
import css from './Overview.module.css';
import { useKind } from './use-overview.js';

/** JobsPanel is what runs and what waits, with its place and what it waits for. */
export function JobsPanel() {
  const { data, at } = useKind('jobs');
  const open = useMemo(() => placed(data?.jobs ?? []), [data]);
  if (data === undefined) return null;
  return (
    <Panel title="Running and queued" aside={<Age at={at} />}>
      {open.length === 0 ? (
        <p className={css.muted}>
          Nothing runs and nothing waits. <Link to="/jobs">Jobs that ended</Link>
        </p>
      ) : (
        <ul className={css.rows}>
          {open.map(({ job, position, waitsFor }) => {
            const { kind, word } = jobVerdict(job);
            return (
              <li key={job.id} data-row="">
                <div className={css.what}>
                  <Link to={`/jobs/${job.id}`}>{jobTitle(job)}</Link>
                  <p className={css.muted}>
                    By {job.actor}, <Time at={job.started_at ?? job.requested_at} />
                    {waitsFor !== undefined && `. Waits: ${waitsFor}`}
                  </p>
                </div>
                <State kind={kind}>{position === undefined ? word : `${word}, place ${position}`}</State>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
