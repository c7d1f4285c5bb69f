import type { ImageRegistry } from '../docker/image-registry.ts';

const MANIFEST = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
].join(', ');

/** nameInRegistry gives what a tag stands for in a registry further tags of the same repository, old or new ones. */
export async function nameInRegistry(
  { address }: ImageRegistry,
  repository: string,
  from: string,
  tags: readonly string[],
): Promise<void> {
  const urlOf = (tag: string) => `http://${address}/v2/${repository}/manifests/${tag}`;
  const found = await fetch(urlOf(from), { headers: { accept: MANIFEST } });
  const headers = { 'content-type': found.headers.get('content-type') ?? '' };
  const body = await found.text();
  for (const tag of tags) {
    const answer = await fetch(urlOf(tag), { method: 'PUT', headers, body });
    if (!answer.ok) throw new Error(`the registry refused ${tag}: ${answer.status}`);
  }
}
