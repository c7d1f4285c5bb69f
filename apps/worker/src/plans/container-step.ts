import type { ServiceContainer } from '@app/docker';
import type { PlanStep } from '@app/jobs';

/** containerStep describes a container as it was found, and what is to be done to it. */
export function containerStep(
  service: string,
  { id, state, startedAt, image, imageId, imageDigest, configHash }: ServiceContainer,
  effect: PlanStep['effect'],
  wanted: PlanStep['wanted'] = null,
): PlanStep {
  return {
    service,
    effect,
    container: id,
    state,
    started_at: startedAt ?? null,
    image,
    image_id: imageId,
    digest: imageDigest ?? null,
    config_hash: configHash ?? null,
    wanted,
  };
}

/** comingUp names the services that will need what they do not have yet, such as memory of a GPU. */
export function comingUp(steps: readonly PlanStep[]): string[] {
  const coming = steps.filter(({ effect }) => effect === 'start' || effect === 'create');
  return [...new Set(coming.map(({ service }) => service))];
}

/** A paused container runs; one that is restarting is on its way there. */
const UP = new Set(['running', 'paused', 'restarting']);

export function isUp(state: string): boolean {
  return UP.has(state);
}
