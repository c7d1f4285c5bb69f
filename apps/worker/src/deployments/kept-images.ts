import { keptName, type EngineClient } from '@app/docker';
import type { JobContext, PlanStep } from '@app/jobs';
import { beforeActing } from '../changes/before-acting.js';
import { imageOnNode } from './image-on-node.js';

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
    await client.keepImage(id, name);
  }
}
