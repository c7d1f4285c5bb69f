import { keptRepository, type EngineClient } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { ChangeWork } from '../changes/change-work.js';
import { imageOnNode } from './image-on-node.js';

/** How many images of a service are kept to go back to, beside those in use. */
const KEPT = 3;

type TidyWork = Pick<ChangeWork, 'engine' | 'project' | 'context'>;

/**
 * untagOlderImages takes our names from the images of services that are older than the newest three, but for those
 * that a pin or a container refers to. The change is done by then, so what fails here is told and fails nothing.
 */
export async function untagOlderImages(work: TidyWork, services: readonly string[]): Promise<void> {
  try {
    const used = await usedImages(work);
    for (const service of services) await untag(work, await olderNames(work.engine.client, service, used));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await work.context.log(`images that are kept for too long could not be untagged: ${error.message}`);
  }
}

async function untag({ engine, context }: TidyWork, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (context.signal.aborted) return;
    await context.fence.check();
    await engine.client.untagImage(name);
  }
}

/** The ids of the images that containers of the node were made from, and that pins stand for. */
async function usedImages({ engine: { client }, project }: TidyWork): Promise<ReadonlySet<string>> {
  const containers = await client.listContainers([]);
  const pinned = [...(await project.pins.images()).values()];
  const images = await Promise.all(pinned.map((reference) => imageOnNode(client, reference)));
  const ids = images.map((image) => image?.id).filter((id) => id !== undefined);
  return new Set([...containers.map(({ imageId }) => imageId), ...ids]);
}

/** An image is named anew each time that it is replaced, so the newest name is that of the last one that ran. */
async function olderNames(
  client: EngineClient,
  service: string,
  used: ReadonlySet<string>,
): Promise<string[]> {
  const kept = [...(await client.tagsOf(keptRepository(service)))];
  const dated = await Promise.all(
    kept.map(async ([name, id]) => ({ name, id, at: (await imageOnNode(client, id))?.taggedAt })),
  );
  return dated
    .toSorted((one, other) => moment(other.at) - moment(one.at))
    .slice(KEPT)
    .filter(({ id }) => !used.has(id))
    .map(({ name }) => name);
}

/** An unknown time is taken for the newest: what cannot be dated is kept. */
function moment(at: string | undefined): number {
  return at === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(at);
}
