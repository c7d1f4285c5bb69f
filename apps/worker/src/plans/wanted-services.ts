import type { ConfigHashes, ConfiguredService, EngineClient } from '@app/docker';
import { imageOnNode } from '../deployments/image-on-node.js';
import type { NodeProject } from '../deployments/node-projects.js';
import type { Images } from '../deployments/pinned-file.js';
import { targetImages } from '../deployments/target-images.js';
import type { Configuration, PlanSight } from './plan-sight.js';
import { labelsOf, type WantedService } from './wanted-service.js';

/** ImagesToBe is which images the services of a node are to run, and the hashes that Compose gives them with those. */
export interface ImagesToBe {
  /** Those that a pin or the request names; of the others, the compose files say it. */
  readonly images: Images;
  readonly hashes: ConfigHashes;
}

/** imagesToBe asks Compose and the engine. */
export async function imagesToBe({ engine, project, request, signal }: PlanSight): Promise<ImagesToBe> {
  const targets = request.rollout && (await targetImages(engine.client, request.rollout, signal));
  const images = new Map([...(await project.pins.images()), ...(targets ?? [])]);
  return { images, hashes: await hashesWith(project, targets, signal) };
}

/** wantedServices says what the services of a request, all of which are configured, would become. */
export async function wantedServices(
  { engine, request, signal }: PlanSight,
  configured: Configuration,
  { images, hashes }: ImagesToBe,
): Promise<WantedService[]> {
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
