import type { ServiceContainer } from '@app/docker';
import type { ImageTarget } from '@app/jobs';
import { imageOnNode } from '../../deployments/image-on-node.js';
import { modelSilence } from '../../deployments/model-answer.js';
import { isUp } from '../../plans/container-step.js';
import {
  containerEvidence,
  containersOf,
  findingOf,
  isUntouched,
  stepsOf,
  verdictOnUndone,
  type Finding,
  type ServicePart,
  type VerdictSight,
} from './verdict-sight.js';

interface Part extends ServicePart {
  readonly isOpen: boolean;
}

/**
 * deployVerdict judges `deploy` and `rollback` by the images that the services run: all of the wanted one, and well, is
 * a deployment that happened. What its gate waited for may still come, and then the verdict is open.
 */
export async function deployVerdict(sight: VerdictSight): Promise<Finding> {
  const targets = Object.entries(sight.payload.rollout?.images ?? {});
  const parts = await Promise.all(targets.map(([service, target]) => partOf(sight, service, target)));
  const isOpen = parts.length > 0 && parts.every((part) => part.isOpen || part.verdict === 'happened');
  return { ...findingOf(sight, parts), isOpen };
}

async function partOf(sight: VerdictSight, service: string, target: ImageTarget): Promise<Part> {
  const { engine, signal } = sight;
  const containers = containersOf(sight, service);
  const wanted = target.id ?? (await imageOnNode(engine.client, target.reference, signal))?.id ?? null;
  const mayBeOld = isWaitingForPull(sight, service, target);
  const isThere = !mayBeOld && containers.length > 0 && containers.every((each) => each.imageId === wanted);
  const trouble = isThere ? await troubleOf(sight, service, containers) : undefined;
  const steps = stepsOf(sight, service);
  const isDone = isThere && trouble === undefined;
  const verdict = isDone ? 'happened' : verdictOnUndone(steps, containers);
  const evidence = {
    service,
    verdict,
    wanted,
    trouble: trouble ?? null,
    planned: steps.map(({ effect, container, image_id }) => ({
      effect,
      container,
      image_id,
    })),
    containers: containers.map(containerEvidence),
  };
  // What does not even run is on its way nowhere, once Compose is done.
  const isOpen = isThere && containers.every(({ state }) => isUp(state));
  return { verdict, isOpen, evidence };
}

/** What a tag is to be pulled for first cannot be what runs untouched, whatever the tag stands for. */
function isWaitingForPull(sight: VerdictSight, service: string, { id }: ImageTarget): boolean {
  if (sight.payload.rollout?.pull !== 'always' || id !== undefined) return false;
  return isUntouched(stepsOf(sight, service), containersOf(sight, service));
}

async function troubleOf(
  { engine, steadyMs }: VerdictSight,
  service: string,
  containers: readonly ServiceContainer[],
): Promise<string | undefined> {
  const trouble = containers.map((each) => unwell(each, steadyMs)).find((each) => each !== undefined);
  return trouble ?? modelSilence(engine.node, service, MODEL_MS);
}

const MODEL_MS = 10_000;

function unwell({ name, state, health, startedAt }: ServiceContainer, steadyMs: number): string | undefined {
  if (state !== 'running') return `${name} is ${state}`;
  if (health !== undefined) return health === 'healthy' ? undefined : `${name} is ${health}`;
  const ran = Date.now() - Date.parse(startedAt ?? '');
  return ran >= steadyMs ? undefined : `${name} has just been started`;
}
