import { servicePath } from '../../data/live-views.js';
import { useJob, useLiveView } from '../../data/queries.js';
import type { Job } from '../../api/ops-views.js';
import { asProblem } from '../../api/problem.js';
import { timelinePath } from '../../api/audit.js';
import { JobStoryView } from '../../jobs/JobStoryView.js';
import { useJobStory } from '../../jobs/job-stories.js';
import { isOver, verdictOf } from '../../jobs/job-story.js';
import { CopyText, Facts, Link, PageHead, Panel, Resource, State, Time } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { usePathParam } from '../../shell/url-state.js';
import { duration } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { CancelButton } from '../../jobs/CancelButton.js';
import { Decisions } from './Decisions.js';
import { GoneJob } from './GoneJob.js';
import { PlanOf } from './PlanOf.js';
import { jobTitle, placed, placeText } from '../../jobs/job-words.js';

/** JobPage is one job: how it ended, its steps, what it wrote, who asked. */
export function JobPage() {
  const id = usePathParam('job');
  const query = useJob(id);
  return (
    <>
      <Decisions job={id} />
      {query.data === undefined && query.error && asProblem(query.error).status === 404 ? (
        <GoneJob id={id} />
      ) : (
        <Resource query={query} what="job">
          {(job) => <OneJob job={job} />}
        </Resource>
      )}
    </>
  );
}

function OneJob({ job }: { readonly job: Job }) {
  const told = useJobStory(job.id);
  const { kind, word } = verdictOf(told.story, job);
  const state = isOver(told.story) ? 'completed' : job.state;
  const place = useWaiting(job);
  const mayRead = useMay('read_audit');
  return (
    <>
      <PageHead
        title={jobTitle(job)}
        above={<Link to="/jobs">Jobs</Link>}
        aside={
          <State kind={kind} badge>
            {word}
          </State>
        }
        actions={isOver(told.story) ? undefined : <CancelButton job={job} />}
      />
      <Panel title="What happened">
        <JobStoryView told={told} state={state} waitsFor={place} />
      </Panel>
      <Panel title="About">
        <Facts
          of={[
            ['Actor', job.actor],
            ['Node', job.node],
            ['Services', <Services key="services" job={job} />],
            ['Asked', <Time key="asked" at={job.requested_at} absolute />],
            job.started_at !== undefined && ['Started', <Time key="started" at={job.started_at} absolute />],
            job.started_at !== undefined && ['Took', <Took key="took" job={job} />],
            ['Job', <CopyText key="id" text={job.id} what="job id" />],
            (job.plan !== undefined || mayRead) && ['Plan', <PlanOf key="plan" job={job} />],
            ['Correlation', <CopyText key="cid" text={job.correlation_id} what="correlation id" />],
            mayRead && [
              'Timeline',
              <Link key="timeline" to={timelinePath(job.correlation_id)}>
                All that belongs to this request
              </Link>,
            ],
          ]}
        />
      </Panel>
    </>
  );
}

/** What a job waits for, among all that run and wait. */
function useWaiting({ id }: Job): string | undefined {
  const all = useLiveView('jobs')?.jobs ?? [];
  const place = placed(all).find(({ job }) => job.id === id);
  return place && placeText(place);
}

function Services({ job: { services, node } }: { readonly job: Job }) {
  return services.map((name, index) => (
    <span key={name}>
      {index > 0 && ', '}
      <Link to={servicePath({ node, name })}>{name}</Link>
    </span>
  ));
}

function Took({ job: { started_at, ended_at } }: { readonly job: Job }) {
  const now = useNow();
  const end = ended_at === undefined ? now : Date.parse(ended_at);
  return <>{duration(Math.max(0, end - Date.parse(started_at ?? '')))}</>;
}
