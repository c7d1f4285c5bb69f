import { DomainError } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';

/** NodeAgent is what of ours works on a node: the worker on its own, the create gate on one behind a proxy. */
export interface NodeAgent {
  readonly kind: 'worker' | 'gate';
  /**
   * `refuses`: it is for another project, or the proxy does not let us ask it. `absent`: nobody answers behind the proxy.
   * `unknown`: nobody could ask.
   */
  readonly state: 'answers' | 'refuses' | 'absent' | 'unknown';
  /** Why it is not well, in words for an operator. */
  readonly reason?: string;
}

type Asked = Pick<NodeEngine, 'node' | 'client'>;

/** askAgent tells how a node's agent is; a node that cannot be reached has an unknown one. */
export async function askAgent({ node, client }: Asked, signal: AbortSignal): Promise<NodeAgent> {
  if (node.engine.kind === 'local') return { kind: 'worker', state: 'answers' };
  try {
    return gateFor(node.compose.project, await client.gateProject(signal));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return gate(STATES[error.code] ?? 'unknown', WORDS[error.code] ?? error.message);
  }
}

const STATES: Readonly<Record<string, NodeAgent['state']>> = {
  node_proxy_refused: 'refuses',
  node_proxy_failed: 'absent',
};
const WORDS: Readonly<Record<string, string>> = {
  node_proxy_refused: "the node's proxy does not let us ask for a create gate",
  node_proxy_failed: "no create gate answers behind the node's proxy",
};

function gateFor(wanted: string, project: string): NodeAgent {
  if (project === wanted) return { kind: 'gate', state: 'answers' };
  return gate('refuses', `its create gate is for the project "${project}" and not for "${wanted}"`);
}

function gate(state: NodeAgent['state'], reason: string): NodeAgent {
  return { kind: 'gate', state, reason };
}
