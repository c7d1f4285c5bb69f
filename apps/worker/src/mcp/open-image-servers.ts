import { join } from 'node:path';
import type { DockerNode } from '@app/docker';
import type { Logger, Registry } from '@app/http';
import { ApprovedImages } from '@app/mcp';
import type { NodeEngines } from '../nodes/node-engines.js';
import type { WorkerEnvironment } from '../settings/environment.js';
import { DockerProgram } from './docker-program.js';
import { ImageServers } from './image-servers.js';

/** openImageServers returns undefined when the worker has no engine on its own host: containers run nowhere else. */
export function openImageServers(
  nodes: ReadonlyMap<string, DockerNode>,
  engines: NodeEngines,
  variables: WorkerEnvironment,
  metrics: Registry,
  logger: Logger,
): ImageServers | undefined {
  const local = nodes.get('local');
  if (local?.engine.kind !== 'local') return undefined;
  const {
    PATH: path,
    HOME: home,
    DATA_DIR,
    MCP_REGISTRY_FILE,
    MCP_EGRESS_NETWORK,
    MCP_MAX_CONTAINERS,
  } = variables;
  const servers = new ImageServers({
    approved: new ApprovedImages(MCP_REGISTRY_FILE ?? join(DATA_DIR, 'mcp', 'registry.json')),
    docker: new DockerProgram({ socket: local.engine.socket, path, home }),
    engine: engines.of('local').client,
    owner: local.compose.project,
    egress: MCP_EGRESS_NETWORK,
    most: MCP_MAX_CONTAINERS,
    metrics,
    logger,
  });
  servers.start();
  return servers;
}
