import type { EngineClient, ImageDetails } from '@app/docker';
import { DomainError } from '@app/kernel';

/** imageOnNode returns what a reference, or an id, stands for on the node; undefined when it has no such image. */
export async function imageOnNode(
  client: EngineClient,
  reference: string,
  signal?: AbortSignal,
): Promise<ImageDetails | undefined> {
  try {
    return await client.inspectImage(reference, signal);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'image_not_found') return undefined;
    throw error;
  }
}

/** nameIn returns the name in a reference, without tag and digest. */
function nameIn(reference: string): string {
  return reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** digestUnder returns `name@sha256:…` by which the registry of that name knows the image, if it does. */
export function digestUnder(reference: string, { digests }: ImageDetails): string | undefined {
  return digests.find((digest) => digest.startsWith(`${nameIn(reference)}@`));
}
