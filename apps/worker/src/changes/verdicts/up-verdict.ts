import type { ServiceContainer } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import { isUp } from '../../plans/container-step.js';
import {
  containerEvidence,
  containersOf,
  findingOf,
  stepsOf,
  verdictOnUndone,
  type Finding,
  type ServicePart,
  type Verdict,
  type VerdictSight,
} from './verdict-sight.js';

/** upVerdict judges `up` by the containers that were planned to go, to start and to come. */
export async function upVerdict(sight: VerdictSight): Promise<Finding> {
  const parts = sight.payload.services.map((service) => partOf(sight, service));
  const changing = parts.filter(({ isChanging }) => isChanging);
  return findingOf(sight, parts, changing.length > 0 ? changing : parts);
}

interface Part extends ServicePart {
  readonly isChanging: boolean;
}

function partOf(sight: VerdictSight, service: string): Part {
  const containers = containersOf(sight, service);
  const steps = stepsOf(sight, service);
  const verdict = verdictOn(steps, containers);
  const evidence = {
    service,
    verdict,
    planned: steps.map(({ effect, container, wanted }) => ({ effect, container, wanted })),
    containers: containers.map(containerEvidence),
  };
  return { verdict, evidence, isChanging: steps.some(({ effect }) => effect !== 'none') };
}

function verdictOn(steps: readonly PlanStep[], containers: readonly ServiceContainer[]): Verdict {
  if (steps.length === 0) return 'unknown';
  if (steps.every((step) => isDone(step, steps, containers))) return 'happened';
  return verdictOnUndone(steps, containers);
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
