import { readServices } from '@app/docker';
import type { JsonValue } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';

/** serviceResults says what services run now, container by container. */
export async function serviceResults(
  { client, node }: NodeEngine,
  services: readonly string[],
): Promise<JsonValue[]> {
  const found = await readServices(client, node, { only: services });
  return found.flatMap(({ service, containers }) =>
    containers.map(({ id, state, health, startedAt, image, imageId, imageDigest, configHash }) => ({
      service,
      container: id,
      state,
      health: health ?? null,
      started_at: startedAt ?? null,
      image,
      image_id: imageId,
      digest: imageDigest ?? null,
      config_hash: configHash ?? null,
    })),
  );
}
