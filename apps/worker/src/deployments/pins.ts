import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { composeVersion, type DockerNode } from '@app/docker';
import { readPinned, writePinned, type Images } from './pinned-file.js';

/** Candidate is a file of images that a deployment tries out; no other change sees it. */
export interface Candidate {
  /** What a call of Compose takes besides the node's own files, in this order. */
  readonly files: readonly string[];
  remove(): Promise<void>;
}

const CANDIDATE = /^[0-9a-f-]{36}\.candidate\.yml$/;

/**
 * Pins are the images that the deployments of a node left in force. They are a compose file, laid over the node's own
 * by every call of Compose.
 */
export class Pins {
  /** Where the file is, when anything is pinned. */
  readonly path: string;

  /** `folder` is absolute: Compose runs elsewhere. It is made when something is to be kept. */
  constructor(
    private readonly node: DockerNode,
    private readonly folder: string,
  ) {
    this.path = join(folder, `${node.id}.pins.yml`);
  }

  /** images is what is pinned, by service; throws `pins_unreadable`. */
  async images(): Promise<Images> {
    return (await readPinned(this.path)).images;
  }

  /** files is what a call of Compose takes besides the node's own files: none while nothing is pinned. */
  async files(): Promise<string[]> {
    const pinned = await readPinned(this.path);
    if (pinned.images.size === 0) return [];
    const version = await this.version();
    if (version !== pinned.version) await writePinned(this.path, { ...pinned, version });
    return [this.path];
  }

  /** commit pins further images for good, and forgets those of services that are no longer `known`. */
  async commit(images: Images, known: (service: string) => boolean): Promise<void> {
    const all = [...(await this.images()), ...images].filter(([service]) => known(service));
    await writePinned(this.path, { images: new Map(all), version: await this.version() });
  }

  /** candidate writes a file that pins further images for whoever is given it. */
  async candidate(images: Images): Promise<Candidate> {
    const pinned = await this.files();
    const path = join(this.folder, `${this.node.id}.${randomUUID()}.candidate.yml`);
    await writePinned(path, { images, version: await this.version() });
    return { files: [...pinned, path], remove: () => rm(path, { force: true }) };
  }

  /** removeCandidates removes what a worker left that died; only one that runs nothing yet may call it. */
  async removeCandidates(): Promise<void> {
    const prefix = `${this.node.id}.`;
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const left = names.filter((name) => name.startsWith(prefix) && CANDIDATE.test(name.slice(prefix.length)));
    await Promise.all(left.map((name) => rm(join(this.folder, name), { force: true })));
  }

  private version(): Promise<string | undefined> {
    return composeVersion(this.node.compose.files[0] ?? '');
  }
}
