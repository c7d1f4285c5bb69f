import { confirmChange, decide, planChange, planFinish, type Change } from '../api/ops.js';
import type { Decision, Plan, PlanStep } from '../api/ops-views.js';
import { shortDigest } from '../time/format.js';
import type { PlanChange, PlanSubject, PlanView } from './plan-view.js';

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
    plan: async (signal) => planView(await planChange(ref, change, signal)),
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
    plan: async (signal) => planView(await planFinish(id, signal)),
    confirm: async ({ hash, idempotencyKey, signal }) =>
      accepted(await decide(id, { decision: 'finish', plan: hash }, { idempotencyKey, signal })),
  };
}

function accepted(job: string | undefined) {
  return job === undefined ? {} : { job };
}

/** planView is a plan of ops in the words of the dialog. */
export function planView({ steps, hash, warnings, action, made_at, expires_at }: Plan): PlanView {
  const kept =
    action === 'pull' ? ['What runs goes on as it is; the new image is used from the next bring-up on.'] : [];
  return {
    hash,
    // By the clock that made it: ours may be another.
    validForMs: Date.parse(expires_at) - Date.parse(made_at),
    changes: steps.map(changeOf),
    stops: steps.flatMap(stopOf),
    affected: [...warnings, ...kept],
    needs: [],
    cannotBeUndone: [],
  };
}

function changeOf(step: PlanStep): PlanChange {
  const { service, container } = step;
  const id = container === null ? service : `${service} ${container.slice(0, 12)}`;
  return { id: `${id} ${step.effect}`, what: id, before: beforeOf(step), after: afterOf(step) };
}

function beforeOf({ state, container, effect, image, digest, image_id }: PlanStep): string {
  if (effect === 'pull') return `${image ?? 'no image'}, ${shown(digest ?? image_id) ?? 'not there'}`;
  return container === null ? 'no container' : state;
}

function afterOf({ effect, state, wanted, image_id }: PlanStep): string {
  const image = shown(wanted?.image_id ?? null);
  switch (effect) {
    case 'none':
      return `${state}, as it is`;
    case 'start':
      return 'running';
    case 'stop':
      return 'stopped';
    case 'restart':
      return 'running, started anew';
    case 'pull':
      return 'what the registry has now';
    default:
      return wanted?.image_id === image_id || image === undefined
        ? `${effect}d with its new configuration`
        : `${effect}d from image ${image}`;
  }
}

function stopOf({ service, effect, state }: PlanStep): string[] {
  if (state !== 'running') return [];
  if (effect === 'stop') return [`${service} until somebody starts it`];
  if (effect === 'restart' || effect === 'recreate') return [`${service} while it starts anew`];
  return [];
}

function shown(digest: string | null): string | undefined {
  return digest === null ? undefined : shortDigest(digest);
}
