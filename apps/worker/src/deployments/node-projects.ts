import { resolve } from 'node:path';
import type { ComposeCli, DockerNode } from '@app/docker';
import type { ComposeClis } from '../nodes/compose-clis.js';
import { Pins } from './pins.js';

/** NodeProject is the compose project of a node: its program, and the images that are pinned beside its files. */
export interface NodeProject {
  readonly cli: ComposeCli;
  readonly pins: Pins;
}

/** NodeProjects holds the project of each node. `dataDir` is where the worker keeps its own files. */
export class NodeProjects {
  private readonly projects = new Map<string, NodeProject>();
  private readonly folder: string;

  constructor(
    private readonly clis: ComposeClis,
    dataDir: string,
  ) {
    this.folder = resolve(dataDir, 'worker');
  }

  of(node: DockerNode): NodeProject {
    const known = this.projects.get(node.id) ?? {
      cli: this.clis.of(node),
      pins: new Pins(node, this.folder),
    };
    this.projects.set(node.id, known);
    return known;
  }
}
