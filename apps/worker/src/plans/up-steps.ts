import type { ServiceContainer } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import { containerStep, isUp } from './container-step.js';
import type { WantedService } from './wanted-service.js';

/**
 * upSteps says what Compose would do to the containers of a service: leave, start, recreate or stop (and remove) each,
 * and create what is missing.
 */
export function upSteps(wanted: WantedService, containers: readonly ServiceContainer[]): PlanStep[] {
  const { service, replicas } = wanted;
  const ordered = inOrderOfKeeping(wanted, containers);
  const kept = ordered.slice(0, replicas);
  const missing = Array.from({ length: Math.max(0, replicas - kept.length) }, () => createStep(wanted));
  return [
    ...keptSteps(wanted, kept),
    ...ordered.slice(replicas).map((container) => containerStep(service, container, 'stop')),
    ...missing,
  ];
}

/** 1.29 recreates all containers of a service when one of them has to be. */
function keptSteps(wanted: WantedService, kept: readonly ServiceContainer[]): PlanStep[] {
  const all = wanted.generation === 1 && kept.some((container) => isObsolete(wanted, container));
  return kept.map((container) => {
    if (all || isObsolete(wanted, container)) {
      return containerStep(wanted.service, container, 'recreate', targetOf(wanted));
    }
    return containerStep(wanted.service, container, isUp(container.state) ? 'none' : 'start');
  });
}

function isObsolete(
  { imageId, acceptedHashes }: WantedService,
  container: Pick<ServiceContainer, 'imageId' | 'configHash'>,
): boolean {
  return imageId !== container.imageId || !acceptedHashes.includes(container.configHash ?? '');
}

/**
 * Of more containers than wanted, as after a recreation that was cut off, the Go compose keeps those that are as they
 * should be; 1.29 first drops one that never ran, then keeps the lower numbers.
 */
function inOrderOfKeeping(
  wanted: WantedService,
  containers: readonly ServiceContainer[],
): ServiceContainer[] {
  const last = (container: ServiceContainer) => {
    if (wanted.generation === 2 && isObsolete(wanted, container)) return 2;
    if (wanted.generation === 1 && container.state === 'created' && containers.length > wanted.replicas)
      return 2;
    return container.leftOver ? 1 : 0;
  };
  return containers.toSorted(
    (one, other) => last(one) - last(other) || numberOf(one.name) - numberOf(other.name),
  );
}

/** Both composes end a name with the container's number. */
function numberOf(name: string): number {
  return Number(/[_-](\d+)$/.exec(name)?.[1] ?? 0);
}

function createStep(wanted: WantedService): PlanStep {
  return {
    service: wanted.service,
    effect: 'create',
    container: null,
    state: 'absent',
    started_at: null,
    image: null,
    image_id: null,
    digest: null,
    config_hash: null,
    wanted: targetOf(wanted),
  };
}

function targetOf({ image, imageId, configHash }: WantedService): PlanStep['wanted'] {
  return { image, image_id: imageId ?? null, config_hash: configHash ?? null };
}
