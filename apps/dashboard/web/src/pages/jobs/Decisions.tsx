import { useQueryClient } from '@tanstack/react-query';
import { decide } from '../../api/ops.js';
import type { Decision } from '../../api/ops-views.js';
import { useCanAct } from '../../data/use-can-act.js';
import { useDecisions } from '../../data/queries.js';
import { Button, Link, Note, Time } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import type { PlanSubject } from '../../plan/plan-view.js';
import { finishPlan, verbOf } from '../../plan/service-plan.js';
import { useMay } from '../../session/use-session.js';
import css from './JobPages.module.css';
import { jobTitle } from '../../jobs/job-words.js';

/** Decisions are the changes that were cut off: each is finished by a new plan, or abandoned. */
export function Decisions({ job }: { readonly job?: string }) {
  const { data = [] } = useDecisions();
  const shown = data.filter((decision) => job === undefined || decision.job === job);
  return shown.map((decision) => <OpenDecision key={decision.id} decision={decision} />);
}

const FOUND: Readonly<Record<string, string>> = {
  did_not_happen: 'nothing of it happened',
  partial: 'a part of it happened',
};

function OpenDecision({ decision }: { readonly decision: Decision }) {
  const mayOperate = useMay('operate');
  const mayDeploy = useMay('deploy');
  const canAct = useCanAct('jobs');
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: ['jobs'] });
  const may = canAct && (['pull', 'deploy', 'rollback'].includes(decision.action) ? mayDeploy : mayOperate);
  return (
    <Note
      kind="attention"
      title={
        <>
          Decide: <Link to={`/jobs/${decision.job}`}>{jobTitle(decision)}</Link> was cut off
        </>
      }
      actions={
        may && (
          <>
            <Button onPress={() => openPlan({ ...finishPlan(decision), onAccepted: refresh })}>
              Finish it
            </Button>
            <Button onPress={() => openPlan({ ...abandonPlan(decision), onAccepted: refresh })}>
              Abandon it
            </Button>
          </>
        )
      }
    >
      <span className={css.muted}>
        By {decision.actor}, <Time at={decision.requested_at} />. The node shows that{' '}
        {FOUND[decision.verdict ?? ''] ?? 'nobody can tell whether it happened'}.
      </span>
    </Note>
  );
}

/** Abandoning leaves the node as it is, so that there is nothing to plan: the dialog says so. */
function abandonPlan({ id, node, services, action }: Decision): PlanSubject {
  return {
    verb: `Abandon: ${verbOf(action).toLowerCase()}`,
    object: services.join(', '),
    node,
    tier: 1,
    plan: async () => ({
      hash: id,
      changes: [],
      stops: [],
      affected: ['The node stays as it is now.'],
      needs: [],
      cannotBeUndone: ['Whoever abandons it is in the audit. A new plan can be made at any time.'],
    }),
    confirm: async ({ idempotencyKey, signal }) => {
      await decide(id, { decision: 'abandon' }, { idempotencyKey, signal });
      return {};
    },
  };
}
