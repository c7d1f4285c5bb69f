import { ComposeCli, type DockerNode } from '@app/docker';
import type { NodeEngines } from './node-engines.js';

/** ComposeClis holds the one compose of each node, which every reader and change of that node goes through. */
export class ComposeClis {
  private readonly clis = new Map<string, ComposeCli>();

  /** `path` and `home` are the programs' own PATH and HOME. */
  constructor(
    private readonly settings: { readonly path: string; readonly home: string },
    private readonly engines: Pick<NodeEngines, 'of'>,
  ) {}

  of(node: DockerNode): ComposeCli {
    const known = this.clis.get(node.id) ?? this.cliOf(node);
    this.clis.set(node.id, known);
    return known;
  }

  /** Left to itself 1.29 speaks the version of its files, which is older than what a remote node's proxy takes. */
  private cliOf(node: DockerNode): ComposeCli {
    if (node.engine.kind === 'local') return new ComposeCli(node, this.settings);
    const { client } = this.engines.of(node.id);
    return new ComposeCli(node, this.settings, async (signal) => (await client.version(signal)).apiVersion);
  }
}
