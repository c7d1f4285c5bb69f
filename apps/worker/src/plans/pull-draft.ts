import { access } from 'node:fs/promises';
import { dockerError, type DockerNode, type Service } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import { digestUnder, imageOnNode } from '../deployments/image-on-node.js';
import type { Configuration, PlanDraft, PlanSight } from './plan-sight.js';
import { refuseProtected } from './refusals.js';

const ID = /^sha256:[0-9a-f]{64}$/;

/** pullDraft plans a pull: a step for each service, with what its reference stands for on the node now. */
export async function pullDraft(sight: PlanSight): Promise<PlanDraft> {
  const references = await referencesOf(sight);
  const steps: PlanStep[] = [];
  for (const [service, reference] of references) steps.push(await pullStep(sight, service, reference));
  const fixed = steps.filter(({ effect }) => effect === 'none');
  const warnings = fixed.map(
    ({ service }) => `${service} is pinned to the id of an image, which is never pulled`,
  );
  return { steps, warnings };
}

/** A pinned image goes before that of the files, and that before what a container was made from. */
async function referencesOf(sight: PlanSight): Promise<Map<string, string>> {
  const { engine, project, request, found } = sight;
  const configured = await configurationOf(sight);
  const pinned = await project.pins.images();
  return new Map(
    request.services.map((name) => {
      const given = configured.get(name);
      const present = found.find(({ service }) => service === name);
      const listed = engine.node.protectedServices.includes(name);
      refuseProtected(name, listed || given?.protected === true || present?.protected === true, sight);
      const reference = given && (pinned.get(name) ?? given.image);
      return [name, reference ?? imageOf(engine.node, present, given !== undefined)];
    }),
  );
}

/** The files of a remote node need not be on this host; its containers then say what they were made from. */
async function configurationOf({ engine, project, signal }: PlanSight): Promise<Configuration> {
  if (engine.node.engine.kind === 'remote' && !(await areHere(engine.node.compose.files))) return new Map();
  return project.cli.services({ signal });
}

async function areHere(files: readonly string[]): Promise<boolean> {
  const seen = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return seen.every(Boolean);
}

/** On a local node Compose pulls, and knows only what is in its files. */
function imageOf(node: DockerNode, present: Service | undefined, isConfigured: boolean): string {
  const image = present?.containers[0]?.image;
  if (image !== undefined && !isConfigured && node.engine.kind === 'remote') return image;
  const what = isConfigured
    ? 'builds this service, so there is nothing to pull'
    : 'has no service with this id';
  throw dockerError(node.id, 'service_not_found', `The node "${node.id}" ${what}.`, { param: 'service' });
}

async function pullStep(
  { engine, signal }: PlanSight,
  service: string,
  reference: string,
): Promise<PlanStep> {
  const image = await imageOnNode(engine.client, reference, signal);
  return {
    service,
    effect: ID.test(reference) ? 'none' : 'pull',
    container: null,
    state: image === undefined ? 'absent' : 'present',
    started_at: null,
    image: reference,
    image_id: image?.id ?? null,
    digest: (image && (digestUnder(reference, image) ?? image.digests[0])) ?? null,
    config_hash: null,
    wanted: null,
  };
}
