import { ComposeCli, type DockerNode } from '@app/docker';

/** ComposeClis holds the one compose of each node, which every reader and change of that node goes through. */
export class ComposeClis {
  private readonly clis = new Map<string, ComposeCli>();

  /** `path` and `home` are the programs' own PATH and HOME. */
  constructor(private readonly settings: { readonly path: string; readonly home: string }) {}

  of(node: DockerNode): ComposeCli {
    const known = this.clis.get(node.id) ?? new ComposeCli(node, this.settings);
    this.clis.set(node.id, known);
    return known;
  }
}
