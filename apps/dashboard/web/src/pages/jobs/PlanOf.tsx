import { useQuery } from '@tanstack/react-query';
import { readAudit } from '../../api/audit.js';
import { asProblem, sentence } from '../../api/problem.js';
import type { Job } from '../../api/ops-views.js';
import { CopyText } from '../../kit/index.js';
import { keptPlanView } from '../../plan/ops-plan-view.js';
import { PlanSummary } from '../../plan/PlanSummary.js';
import { shortDigest } from '../../time/format.js';
import css from './JobPages.module.css';

/** One request leaves few events; the intent of its job is among the first. */
const MOST = 100;

/** PlanOf is the plan that a job came from, folded under its hash: as the dialog showed it when it was confirmed. */
export function PlanOf({ job }: { readonly job: Job }) {
  const { plan } = job;
  if (plan === undefined) return <PlanInAudit job={job} />;
  return (
    <>
      <Hash of={plan.hash} />
      <details className={css.plan}>
        <summary>What was confirmed</summary>
        <div className={css.planParts}>
          <PlanSummary plan={keptPlanView({ ...job, ...plan })} />
        </div>
      </details>
    </>
  );
}

/** Of a job from before plans were kept, the audit has the hash in its intent. */
function PlanInAudit({ job: { id, correlation_id } }: { readonly job: Job }) {
  const { data, error } = useQuery({
    queryKey: ['audit', 'plan', id],
    queryFn: async ({ signal }) => {
      const { entries } = await readAudit({ correlation_id, limit: MOST }, signal);
      const plan = entries.find(({ event_id }) => event_id === id)?.metadata?.['plan'];
      return typeof plan === 'string' ? plan : null;
    },
    staleTime: Infinity,
  });
  if (error) return <>Unknown. {sentence(asProblem(error).message)}</>;
  if (data === undefined) return null;
  if (data === null) return <>Unknown: the audit does not have its intent.</>;
  return <Hash of={data} />;
}

function Hash({ of }: { readonly of: string }) {
  return <CopyText text={of} shown={shortDigest(of)} what="hash of the plan" />;
}
