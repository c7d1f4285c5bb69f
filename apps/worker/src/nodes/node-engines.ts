import {
  EngineCaller,
  EngineClient,
  nodeNamed,
  openDoor,
  type DockerNode,
  type EngineDoor,
} from '@app/docker';

/** NodeEngine is a node and the way to its engine. */
export interface NodeEngine {
  readonly node: DockerNode;
  readonly client: EngineClient;
}

/** NodeEngines holds one engine for each configured node. */
export class NodeEngines {
  private readonly doors: EngineDoor[] = [];
  private readonly engines = new Map<string, NodeEngine>();

  /** Throws `node_tls_material_invalid` when a remote node's certificates cannot be used. */
  constructor(private readonly nodes: ReadonlyMap<string, DockerNode>) {
    for (const node of nodes.values()) {
      const door = openDoor(node);
      this.doors.push(door);
      this.engines.set(node.id, { node, client: new EngineClient(new EngineCaller(node.id, door)) });
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

  async close(): Promise<void> {
    await Promise.all(this.doors.map((door) => door.close()));
  }
}
