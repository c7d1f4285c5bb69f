import {
  EngineCaller,
  EngineClient,
  nodeNamed,
  openDoor,
  type DockerNode,
  type EngineDoor,
} from '@app/docker';
import type { Logger } from '@app/http';
import { Exposure } from '../watch/exposure.js';

/** NodeEngine is a node and the way to its engine. */
export interface NodeEngine {
  readonly node: DockerNode;
  readonly client: EngineClient;
  readonly door: EngineDoor;
  /** What the probes of the door have found. */
  readonly exposure: Exposure;
}

/** NodeEngines holds one engine for each configured node. */
export class NodeEngines {
  private readonly engines = new Map<string, NodeEngine>();

  /** Throws `node_tls_material_invalid` when a remote node's certificates cannot be used. */
  constructor(private readonly nodes: ReadonlyMap<string, DockerNode>) {
    for (const node of nodes.values()) {
      const door = openDoor(node);
      const client = new EngineClient(new EngineCaller(node.id, door));
      this.engines.set(node.id, { node, client, door, exposure: new Exposure() });
    }
  }

  get all(): NodeEngine[] {
    return [...this.engines.values()];
  }

  /** of throws `node_not_found`. */
  of(id: string): NodeEngine {
    nodeNamed(this.nodes, id);
    return this.engines.get(id) as NodeEngine;
  }

  /** follow takes changed certificates into use until close; resolves when changes from then on are seen. */
  async follow(logger: Logger): Promise<void> {
    await Promise.all(this.all.map((engine) => followCertificates(engine, logger)));
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(({ door }) => door.close()));
  }
}

function followCertificates({ node, door }: NodeEngine, logger: Logger): Promise<void> {
  return door.follow({
    changed: () => logger.info({ node: node.id }, 'changed certificates are in use'),
    refused: ({ code, message }) =>
      logger.error(
        { node: node.id, code, reason: message },
        'changed certificates refused, the last good ones stay',
      ),
  });
}
