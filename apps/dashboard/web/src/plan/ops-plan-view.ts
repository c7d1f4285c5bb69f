import type { Job, Plan, PlanStep } from '../api/ops-views.js';
import { sentence } from '../api/problem.js';
import { shortDigest } from '../time/format.js';
import { callsInFlight } from './calls-in-flight.js';
import type { PlanFacts } from './plan-facts.js';
import type { PlanChange, PlanView } from './plan-view.js';
import { usualTime } from './usual-time.js';

/** What the worker says of memory and of the disk; all its other warnings are about who or what is touched. */
const ABOUT_MEMORY = / of GPU memory\b/;
const ABOUT_DISK = /\bthe disk of the node has\b/;

/** What ops keeps of a plan with its job: all but its times. */
export type KeptPlan = Pick<Plan, 'node' | 'action' | 'hash' | 'steps' | 'warnings'>;

/** planView is a plan of ops in the words of the dialog. */
export function planView(plan: Plan, { library, jobs }: PlanFacts = {}): PlanView {
  const { made_at, expires_at } = plan;
  const view = keptPlanView(plan, jobs);
  return {
    ...view,
    // By the clock that made it: ours may be another.
    validForMs: Date.parse(expires_at) - Date.parse(made_at),
    affected: [...callsOf(plan, library), ...view.affected],
  };
}

/** keptPlanView is a plan that was confirmed, in the same words; which calls ran then nobody knows any more. */
export function keptPlanView(plan: KeptPlan, jobs: readonly Job[] = []): PlanView {
  const { steps, hash } = plan;
  return {
    hash,
    changes: steps.map(changeOf),
    stops: [...new Set(steps.filter(isStopping).map((step) => stopOf(step, plan, jobs)))],
    affected: touchedBy(plan),
    needs: neededBy(plan),
    cannotBeUndone: [],
  };
}

function callsOf({ node, steps }: Plan, library: PlanFacts['library']): string[] {
  const services = steps.filter(isStopping).map(({ service }) => service);
  return services.length === 0 ? [] : callsInFlight(library, node, services);
}

function touchedBy({ action, warnings }: KeptPlan): string[] {
  const others = warnings.filter((line) => !ABOUT_MEMORY.test(line) && !ABOUT_DISK.test(line));
  if (action === 'deploy') return [...others, 'Unless all are healthy in time, what ran before is put back.'];
  if (action !== 'pull') return others;
  return [...others, 'What runs goes on as it is; the new image is used from the next bring-up on.'];
}

function neededBy({ action, warnings }: KeptPlan): string[] {
  const memory = warnings.filter((line) => ABOUT_MEMORY.test(line));
  const disk = warnings.filter((line) => ABOUT_DISK.test(line)).map(sentence);
  if (disk.length > 0 || action !== 'pull') return [...memory, ...disk];
  return [...memory, 'How much it fetches, and how much room the disk of the node has, is not known.'];
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

function isStopping({ effect, state }: PlanStep): boolean {
  return state === 'running' && (effect === 'stop' || effect === 'restart' || effect === 'recreate');
}

function stopOf({ service, effect }: PlanStep, { node, action }: KeptPlan, jobs: readonly Job[]): string {
  if (effect === 'stop') return `${service} until somebody starts it`;
  const usual = usualTime(jobs, { node, service, action });
  return `${service} while it starts anew${usual === undefined ? '' : `: ${usual}`}`;
}

function shown(digest: string | null): string | undefined {
  return digest === null ? undefined : shortDigest(digest);
}
