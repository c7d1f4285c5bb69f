import type { ServiceContainer } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import { isUp } from '../../plans/container-step.js';
import {
  containerEvidence,
  containersOf,
  isUntouched,
  stepsOf,
  together,
  type Finding,
  type Verdict,
  type VerdictSight,
} from './verdict-sight.js';

/** upVerdict judges `up` by the containers that were planned to go, to start and to come. */
export async function upVerdict(sight: VerdictSight): Promise<Finding> {
  const { services, requested_at } = sight.payload;
  const parts = services.map((service) => {
    const containers = containersOf(sight, service);
    const steps = stepsOf(sight, service);
    return { service, verdict: verdictOn(steps, containers), steps, containers };
  });
  const evidence = {
    requested_at,
    services: parts.map(({ service, verdict, steps, containers }) => ({
      service,
      verdict,
      planned: steps.map(({ effect, container, wanted }) => ({ effect, container, wanted })),
      containers: containers.map(containerEvidence),
    })),
  };
  const changing = parts.filter(({ steps }) => steps.some(({ effect }) => effect !== 'none'));
  return {
    verdict: together((changing.length > 0 ? changing : parts).map(({ verdict }) => verdict)),
    evidence,
  };
}

function verdictOn(steps: readonly PlanStep[], containers: readonly ServiceContainer[]): Verdict {
  if (steps.length === 0) return 'unknown';
  if (steps.every((step) => isDone(step, steps, containers))) return 'happened';
  return isUntouched(steps, containers) ? 'did_not_happen' : 'partial';
}

function isDone(
  step: PlanStep,
  steps: readonly PlanStep[],
  containers: readonly ServiceContainer[],
): boolean {
  const present = containers.find(({ id }) => id === step.container);
  if (step.effect === 'none') return true;
  if (step.effect === 'stop') return present === undefined || !isUp(present.state);
  if (step.effect === 'start') return present !== undefined && isUp(present.state);
  return present === undefined && freshAs(step, steps, containers) >= comingIn(steps);
}

/** How many containers there are that the plan did not find, and that are what it wanted. */
function freshAs(
  { wanted }: PlanStep,
  steps: readonly PlanStep[],
  containers: readonly ServiceContainer[],
): number {
  const old = new Set(steps.map(({ container }) => container));
  return containers.filter(({ id, state, imageId, configHash }) => {
    const asWanted =
      (wanted?.image_id ?? imageId) === imageId && (wanted?.config_hash ?? configHash) === configHash;
    return !old.has(id) && isUp(state) && asWanted;
  }).length;
}

function comingIn(steps: readonly PlanStep[]): number {
  return steps.filter(({ effect }) => effect === 'create' || effect === 'recreate').length;
}
