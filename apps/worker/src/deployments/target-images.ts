import type { EngineClient } from '@app/docker';
import type { ImageTarget, Rollout } from '@app/jobs';
import { digestUnder, imageOnNode } from './image-on-node.js';
import type { Images } from './pinned-file.js';

/** targetImages returns what Compose is to be told for each service, so that it gets the very image that is meant. */
export async function targetImages(
  client: EngineClient,
  { images }: Rollout,
  signal?: AbortSignal,
): Promise<Images> {
  const resolved = new Map<string, string>();
  for (const [service, target] of Object.entries(images)) {
    resolved.set(service, await targetImage(client, target, signal));
  }
  return resolved;
}

/**
 * targetImage returns the reference while it stands for the image that is meant, else the digest or the id of that
 * image. An image that the node does not have can only come by its reference.
 */
export async function targetImage(
  client: EngineClient,
  { reference, id }: ImageTarget,
  signal?: AbortSignal,
): Promise<string> {
  if (id === undefined || (await imageOnNode(client, reference, signal))?.id === id) return reference;
  const meant = await imageOnNode(client, id, signal);
  if (meant === undefined) return reference;
  return digestUnder(reference, meant) ?? id;
}
