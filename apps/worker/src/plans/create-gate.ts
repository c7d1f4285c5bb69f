import type { DockerNode, RemoteEngine } from '@app/docker';
import type { Change } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';

const CREATING: readonly Change[] = ['up', 'deploy', 'rollback'];

/**
 * refuseCreation throws `node_cannot_create` when an action makes containers and the node is a remote one where Compose
 * cannot make any: without a gate that judges what they may do, or with one that is for another project.
 */
export async function refuseCreation(
  { node, client }: Pick<NodeEngine, 'node' | 'client'>,
  action: Change,
  signal?: AbortSignal,
): Promise<void> {
  if (node.engine.kind === 'local' || !CREATING.includes(action)) return;
  refuseServerName(node.id, node.engine, action);
  const project = await client.createGate(signal);
  if (project === node.compose.project) return;
  const why =
    project === undefined
      ? 'has no create gate: set one up there, with the Caddyfile of this release'
      : `has a create gate for the project "${project}" and not for "${node.compose.project}"`;
  throw cannotCreate(node.id, action, why);
}

/** hasCreateGate tells whether Compose can ask the node's engine for what the typed calls do not have. */
export async function hasCreateGate(
  { node, client }: Pick<NodeEngine, 'node' | 'client'>,
  signal?: AbortSignal,
): Promise<boolean> {
  return node.engine.kind === 'local' || (await client.createGate(signal)) === node.compose.project;
}

/** Neither Compose can be told of a name that a certificate bears in place of the host that is called. */
function refuseServerName(node: DockerNode['id'], { url, tls }: RemoteEngine, action: Change): void {
  const host = new URL(url).hostname;
  if (tls.serverName === undefined || tls.serverName === host) return;
  const wish = `its certificate must be for "${host}", the host of its url, and tls.server_name be left out`;
  throw cannotCreate(
    node,
    action,
    `is known by another name than its host, which Compose does not take: ${wish}`,
  );
}

function cannotCreate(node: string, action: Change, why: string): DomainError {
  const message = `${action} makes containers, and the node "${node}" ${why}`;
  return new DomainError('node_cannot_create', message, { upstream: node, param: 'node' });
}
