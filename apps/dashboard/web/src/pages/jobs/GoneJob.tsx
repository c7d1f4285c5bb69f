import { timelinePath } from '../../api/audit.js';
import { Empty, Facts, Link, PageHead, Panel, Resource, State, Time } from '../../kit/index.js';
import { verbOf } from '../../plan/service-plan.js';
import { useMay } from '../../session/use-session.js';
import { auditedVerdict, useJobInAudit, type AuditedJob } from './job-in-audit.js';
import { momentOf } from './moment-of.js';

/** A job is asked for a little after its id was made, and told of in the audit at once. */
const AROUND_MS = 60_000;

/** GoneJob stands for a job that is kept no more: the audit still has its events, under the id that it had. */
export function GoneJob({ id }: { readonly id: string }) {
  const mayRead = useMay('read_audit');
  const query = useJobInAudit(id, mayRead);
  return (
    <>
      <PageHead title="Job" above={<Link to="/jobs">Jobs</Link>} />
      <Empty title={`This job is not kept any more${query.data ? '' : ', or never was'}`}>
        <p>
          Of jobs that ended long ago, and of those that were taken out of their queue, the audit alone tells.
        </p>
        {mayRead && <TimeInAudit id={id} />}
      </Empty>
      {mayRead && (
        <Panel title="What the audit has of it">
          <Resource query={query} what="events of this job">
            {(found) => (found === null ? <NotFound /> : <Found job={found} />)}
          </Resource>
        </Panel>
      )}
    </>
  );
}

function TimeInAudit({ id }: { readonly id: string }) {
  const at = momentOf(id);
  if (at === undefined) return null;
  const text = (ms: number) => new Date(ms).toISOString();
  const search = { range: 'custom', since: text(at - AROUND_MS), until: text(at + AROUND_MS) };
  return (
    <p>
      <Link to="/audit" search={search}>
        Events of the time when it was asked for
      </Link>
    </p>
  );
}

function NotFound() {
  return <p>Nothing was announced under this id around the time that it names.</p>;
}

function Found({ job }: { readonly job: AuditedJob }) {
  const { intent, end } = job;
  const { correlation_id } = intent;
  const { kind, word } = auditedVerdict(job);
  return (
    <Facts
      of={[
        ['Job', `${verbOf(intent.action)} ${intent.resource}`],
        [
          'Verdict',
          <State key="verdict" kind={kind}>
            {word}
          </State>,
        ],
        ['Actor', intent.actor],
        ['Asked', <Time key="asked" at={intent.ts} absolute />],
        end !== undefined && ['Ended', <Time key="ended" at={end.ts} absolute />],
        correlation_id !== undefined && [
          'Timeline',
          <Link key="timeline" to={timelinePath(correlation_id)}>
            All that belongs to this request
          </Link>,
        ],
        correlation_id !== undefined && [
          'Events',
          <Link key="events" to="/audit" search={{ correlation: correlation_id }}>
            In the audit
          </Link>,
        ],
      ]}
    />
  );
}
