import type { ImageFacts, MediaFolder, MediaImage } from '../media/media-folder.js';

/** LookAlikes groups images that agree in size and in their first bytes. */
export class LookAlikes {
  readonly #groups = new Map<string, MediaImage[]>();

  add(image: MediaImage, { size, head }: ImageFacts): void {
    const key = `${size} ${head}`;
    const group = this.#groups.get(key);
    if (group === undefined) this.#groups.set(key, [image]);
    else group.push(image);
  }

  /** All but the first of each that are the same to the last byte, in the order in which they were added. */
  async duplicates(folder: MediaFolder, signal?: AbortSignal): Promise<readonly MediaImage[]> {
    const found: MediaImage[] = [];
    for (const group of this.#groups.values())
      if (group.length > 1) found.push(...(await repeated(group, folder, signal)));
    return found;
  }
}

async function repeated(group: readonly MediaImage[], folder: MediaFolder, signal?: AbortSignal) {
  const seen = new Set<string>();
  const found: MediaImage[] = [];
  for (const image of group) {
    signal?.throwIfAborted();
    const digest = await folder.digest(image, signal);
    if (digest === undefined) continue;
    if (seen.has(digest)) found.push(image);
    seen.add(digest);
  }
  return found;
}
