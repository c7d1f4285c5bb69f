import { Empty, Link, PageHead } from '../../kit/index.js';
import { useMay } from '../../session/use-session.js';
import { momentOf } from './moment-of.js';

/** A job is asked for a little after its id was made, and told of in the audit at once. */
const AROUND_MS = 60_000;

/** GoneJob stands for a job that is kept no more: the audit still has its events, around the moment that its id tells. */
export function GoneJob({ id }: { readonly id: string }) {
  const mayRead = useMay('read_audit');
  const at = momentOf(id);
  const text = (ms: number) => new Date(ms).toISOString();
  return (
    <>
      <PageHead title="Job" above={<Link to="/jobs">Jobs</Link>} />
      <Empty title="This job is not kept any more, or never was">
        <p>Of jobs that ended long ago the audit alone tells.</p>
        {mayRead && at !== undefined && (
          <p>
            <Link
              to="/audit"
              search={{ range: 'custom', since: text(at - AROUND_MS), until: text(at + AROUND_MS) }}
            >
              Events of the time when it was asked for
            </Link>
          </p>
        )}
      </Empty>
    </>
  );
}
