import {
  confirmDeployment,
  confirmRollback,
  planDeployment,
  planRollback,
  type Deployment,
  type WantedImages,
} from '../api/deployments.js';
import { confirmChange, decide, planChange, planFinish, type Change } from '../api/ops.js';
import type { Decision, Plan } from '../api/ops-views.js';
import { planView } from './ops-plan-view.js';
import { readPlanFacts } from './plan-facts.js';
import type { PlanSubject, PlanView } from './plan-view.js';

const VERBS: Readonly<Record<string, string>> = {
  start: 'Start',
  stop: 'Stop',
  restart: 'Restart',
  up: 'Bring up',
  pull: 'Pull images of',
  deploy: 'Deploy',
  rollback: 'Roll back',
};

/** verbOf is an action of the API as a button says it. */
export function verbOf(action: string): string {
  return VERBS[action] ?? action;
}

/** servicePlan is the plan of changing one service of a node. */
export function servicePlan(ref: { node: string; service: string }, change: Change): PlanSubject {
  return {
    verb: verbOf(change),
    object: ref.service,
    node: ref.node,
    tier: 1,
    plan: (signal) => viewed(planChange(ref, change, signal), signal),
    confirm: async ({ hash, idempotencyKey, signal }) =>
      accepted(await confirmChange(ref, change, hash, { idempotencyKey, signal })),
  };
}

/** finishPlan is the plan of making a change anew that was cut off. */
export function finishPlan({ id, action, services, node }: Decision): PlanSubject {
  return {
    verb: `Finish: ${verbOf(action).toLowerCase()}`,
    object: services.join(', '),
    node,
    tier: 1,
    plan: (signal) => viewed(planFinish(id, signal), signal),
    confirm: async ({ hash, idempotencyKey, signal }) =>
      accepted(await decide(id, { decision: 'finish', plan: hash }, { idempotencyKey, signal })),
  };
}

/** deployPlan is the plan of running other images; they are rolled back unless all are healthy in time. */
export function deployPlan(wanted: WantedImages): PlanSubject {
  return {
    verb: verbOf('deploy'),
    object: Object.keys(wanted.images).join(', '),
    node: wanted.node,
    tier: 1,
    plan: (signal) => viewed(planDeployment(wanted, signal), signal),
    confirm: async ({ hash, idempotencyKey, signal }) =>
      accepted(await confirmDeployment(wanted, hash, { idempotencyKey, signal })),
  };
}

/** rollbackPlan is the plan of going back to what ran before a deployment. */
export function rollbackPlan({ id, services, node }: Deployment): PlanSubject {
  return {
    verb: verbOf('rollback'),
    object: services.join(', '),
    node,
    tier: 1,
    plan: (signal) => viewed(planRollback(id, signal), signal),
    confirm: async ({ hash, idempotencyKey, signal }) =>
      accepted(await confirmRollback(id, hash, { idempotencyKey, signal })),
  };
}

function accepted(job: string | undefined) {
  return job === undefined ? {} : { job };
}

/** viewed is a plan that ops is making, with what others know of it. */
async function viewed(planning: Promise<Plan>, signal: AbortSignal): Promise<PlanView> {
  const [plan, facts] = await Promise.all([planning, readPlanFacts(signal)]);
  return planView(plan, facts);
}
