import type { EngineClient } from '@app/docker';
import type { JobContext, PlanStep } from '@app/jobs';
import { beforeActing } from '../changes/before-acting.js';
import { imageOnNode } from './image-on-node.js';

const ID_PREFIX = 'sha256:';
const TAG_DIGITS = 12;

/**
 * keepImages gives each image that is about to be replaced a name of ours, so that neither a tag that moves nor an
 * image prune takes the way back.
 */
export async function keepImages(
  client: EngineClient,
  steps: readonly PlanStep[],
  context: JobContext,
): Promise<void> {
  const replaced = steps.filter(({ effect, image_id, wanted }) => {
    return effect === 'recreate' && image_id !== null && image_id !== wanted?.image_id;
  });
  const names = new Map(replaced.map(({ service, image_id: id }) => [keptName(service, id ?? ''), id ?? '']));
  for (const [name, id] of names) {
    if ((await imageOnNode(client, id)) === undefined) continue;
    await beforeActing(context);
    await client.tagImage(id, name);
  }
}

/** keptName is `switchyard-keep/<service>:<start of the id>`, with the service as the name of a repository may be. */
function keptName(service: string, imageId: string): string {
  const repository = service
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  return `switchyard-keep/${repository}:${imageId.slice(ID_PREFIX.length, ID_PREFIX.length + TAG_DIGITS)}`;
}
