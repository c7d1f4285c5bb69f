import { useQuery } from '@tanstack/react-query';
import { readAudit } from '../../api/audit.js';
import { asProblem, sentence } from '../../api/problem.js';
import type { Job } from '../../api/ops-views.js';
import { CopyText } from '../../kit/index.js';
import { shortDigest } from '../../time/format.js';

/** One request leaves few events; the intent of its job is among the first. */
const MOST = 100;

/** PlanOf is the hash of the plan that a job came from, as its intent in the audit has it: what was confirmed. */
export function PlanOf({ job: { id, correlation_id } }: { readonly job: Job }) {
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
  return <CopyText text={data} shown={shortDigest(data)} what="hash of the plan" />;
}
