import { readServices, type Service } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { NodeEngine, NodeEngines } from './node-engines.js';

/** NodeProblem says why a node could not be read, so that its services never look absent. */
interface NodeProblem {
  readonly node: string;
  readonly code: string;
  readonly reason: string;
}

export interface ServiceList {
  readonly services: Service[];
  readonly problems: NodeProblem[];
}

const READ_MS = 15_000;

/** NodeReader reads nodes side by side; one that cannot be read is named, and hides no other. */
export class NodeReader {
  constructor(private readonly engines: NodeEngines) {}

  /** services throws `node_not_found`; what a node itself fails with is among the problems. */
  async services(node?: string): Promise<ServiceList> {
    const wanted = node === undefined ? this.engines.all : [this.engines.of(node)];
    const read = await Promise.all(wanted.map(servicesOf));
    return {
      services: read.flatMap(({ services }) => services),
      problems: read.flatMap(({ problems }) => problems),
    };
  }

  async nodes() {
    const nodes = await Promise.all(this.engines.all.map(nodeState));
    return { nodes };
  }
}

async function servicesOf({ node, client }: NodeEngine): Promise<ServiceList> {
  try {
    return { services: await readServices(client, node, AbortSignal.timeout(READ_MS)), problems: [] };
  } catch (error) {
    return { services: [], problems: [problemOf(node.id, error)] };
  }
}

async function nodeState({ node, client }: NodeEngine) {
  const { kind } = node.engine;
  try {
    const signal = AbortSignal.timeout(READ_MS);
    const version = await client.version(signal);
    const { cpus, memoryBytes, systemTime } = await client.info(signal);
    return { id: node.id, kind, ok: true, version, cpus, memory_bytes: memoryBytes, system_time: systemTime };
  } catch (error) {
    return { id: node.id, kind, ok: false, problem: problemOf(node.id, error) };
  }
}

function problemOf(node: string, error: unknown): NodeProblem {
  if (!(error instanceof DomainError)) throw error;
  return { node, code: error.code, reason: error.message };
}
