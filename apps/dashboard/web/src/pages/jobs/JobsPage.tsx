import { useJobs } from '../../data/queries.js';
import { PageHead, Resource } from '../../kit/index.js';
import { Freshness } from '../../live/Freshness.js';
import { Decisions } from './Decisions.js';
import { JobHistory } from './JobHistory.js';
import { OpenJobs } from './OpenJobs.js';

/** JobsPage has what runs and waits first, then what was. */
export function JobsPage() {
  const query = useJobs();
  return (
    <>
      <PageHead title="Jobs" aside={<Freshness at={query.dataUpdatedAt} />} />
      <Decisions />
      <Resource query={query} what="jobs">
        {({ jobs }) => <OpenJobs jobs={jobs} />}
      </Resource>
      <JobHistory />
    </>
  );
}
