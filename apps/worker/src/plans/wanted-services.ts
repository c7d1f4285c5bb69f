import type { ConfigHashes, ConfiguredService, EngineClient } from '@app/docker';
import { imageOnNode } from '../deployments/image-on-node.js';
import type { NodeProject } from '../deployments/node-projects.js';
import type { Images } from '../deployments/pinned-file.js';
import { targetImages } from '../deployments/target-images.js';
import type { Configuration, PlanSight } from './plan-sight.js';
import { labelsOf, type WantedService } from './wanted-service.js';

/** wantedServices asks Compose and the engine what the services of a request would become. */
export async function wantedServices(
  { engine, project, request, signal }: PlanSight,
  configured: Configuration,
): Promise<WantedService[]> {
  const targets = request.rollout && (await targetImages(engine.client, request.rollout, signal));
  const images = new Map([...(await project.pins.images()), ...(targets ?? [])]);
  const hashes = await hashesWith(project, targets, signal);
  const defaultPrefix = `${engine.node.compose.project}${hashes.generation === 1 ? '_' : '-'}`;
  return Promise.all(
    request.services.map((service) => {
      const given = configured.get(service) as ConfiguredService;
      const image = images.get(service) ?? given.image ?? `${defaultPrefix}${service}`;
      return wantedService(engine.client, { service, image, replicas: given.replicas }, hashes, signal);
    }),
  );
}

async function wantedService(
  client: EngineClient,
  given: Pick<WantedService, 'service' | 'image' | 'replicas'>,
  hashes: ConfigHashes,
  signal: AbortSignal | undefined,
): Promise<WantedService> {
  const imageId = (await imageOnNode(client, given.image, signal))?.id;
  const { generation } = hashes;
  return { ...given, imageId, generation, ...labelsOf(given.service, imageId, hashes) };
}

async function hashesWith(
  { cli, pins }: NodeProject,
  targets: Images | undefined,
  signal: AbortSignal | undefined,
): Promise<ConfigHashes> {
  if (targets === undefined) return cli.configHashes({ signal, files: await pins.files() });
  const candidate = await pins.candidate(targets);
  try {
    return await cli.configHashes({ signal, files: candidate.files });
  } finally {
    await candidate.remove();
  }
}
