import { EngineCaller, EngineClient, openDoor, type DockerNode, type EngineTimeouts } from '@app/docker';

/** localNode is a node whose engine listens on `socket`. */
export function localNode(socket: string, compose?: DockerNode['compose']): DockerNode {
  return {
    id: 'local',
    engine: { kind: 'local', socket },
    compose: compose ?? { project: 'test', directory: '/', files: ['/compose.yml'] },
    protectedServices: [],
  };
}

export function engineClientOf(node: DockerNode, timeouts?: EngineTimeouts): EngineClient {
  return new EngineClient(new EngineCaller(node.id, openDoor(node), timeouts));
}
