import { dockerError, type Service } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import type { Configuration, PlanDraft, PlanSight } from './plan-sight.js';
import { dependents, leftOvers } from './plan-warnings.js';
import { refuseProtected } from './refusals.js';
import { upSteps } from './up-steps.js';
import type { WantedService } from './wanted-service.js';
import { imagesToBe, wantedServices } from './wanted-services.js';

/**
 * upDraft plans `up`, and with the images of their rollout `deploy` and `rollback`. Compose is asked for two things at
 * once; what comes of the first decides whether the second counts.
 */
export async function upDraft(sight: PlanSight): Promise<PlanDraft> {
  const { project, request, found, outlines, signal } = sight;
  const asked = await Promise.allSettled([project.cli.services({ signal }), imagesToBe(sight)]);
  const configured = answerOf(asked[0]);
  for (const name of request.services) refuseService(sight, configured, name);
  const wanted = await wantedServices(sight, configured, answerOf(asked[1]));
  const steps = wanted.flatMap((each) => upSteps(each, containersOf(found, each.service)));
  const down = dependents(steps, outlines, configured);
  const warnings = [...leftOvers(found), ...missingImages(wanted), ...down];
  return { steps, warnings: [...warnings, ...pullWarning(sight, steps)], configured };
}

function answerOf<T>(asked: PromiseSettledResult<T>): T {
  if (asked.status === 'rejected') throw asked.reason;
  return asked.value;
}

function refuseService(sight: PlanSight, configured: Configuration, name: string): void {
  const { engine, found } = sight;
  const present = found.find(({ service }) => service === name);
  const given = configured.get(name);
  const listed = engine.node.protectedServices.includes(name);
  refuseProtected(name, listed || given?.protected === true || present?.protected === true, sight);
  if (given !== undefined) return;
  const what = present === undefined ? 'has no service with this id' : 'has it in none of its compose files';
  throw dockerError(engine.node.id, 'service_not_found', `The node "${engine.node.id}" ${what}.`, {
    param: 'service',
  });
}

function containersOf(found: readonly Service[], name: string): Service['containers'] {
  return found.find(({ service }) => service === name)?.containers ?? [];
}

function missingImages(wanted: readonly WantedService[]): string[] {
  return wanted
    .filter(({ imageId }) => imageId === undefined)
    .map(({ service, image }) => `${service}: the node does not have the image ${image}`);
}

/** A tag may stand for another image after the pull than now. */
function pullWarning({ request }: PlanSight, steps: readonly PlanStep[]): string[] {
  if (request.rollout?.pull !== 'always') return [];
  const open = steps.filter(({ service, effect }) => {
    return effect !== 'create' && request.rollout?.images[service]?.id === undefined;
  });
  const names = [...new Set(open.map(({ service }) => service))];
  return names.map((name) => `${name}: the image is pulled first; what it then stands for decides`);
}
