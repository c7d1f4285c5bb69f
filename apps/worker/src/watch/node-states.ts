import { DomainError, systemClock, type Clock } from '@app/kernel';
import { longChangesView } from '../certificates/long-changes-view.js';
import { diskView } from '../agents/disk-view.js';
import type { NodeAgents } from '../agents/node-agents.js';
import type { NodeEngine, NodeEngines } from '../nodes/node-engines.js';
import { certificatesView } from './certificate-view.js';
import { whyExposed } from './node-guard.js';

const READ_MS = 15_000;

/**
 * NodeStates says how each node is: what its engine tells, whether its agent answers, the room on its disk, how its
 * certificates stand, and what the probes found.
 */
export class NodeStates {
  constructor(
    private readonly engines: NodeEngines,
    private readonly agents: Pick<NodeAgents, 'agent' | 'disk'>,
    private readonly clock: Clock = systemClock,
  ) {}

  async read() {
    return { nodes: await Promise.all(this.engines.all.map((engine) => this.stateOf(engine))) };
  }

  private async stateOf(engine: NodeEngine) {
    const { node, exposure, door } = engine;
    const { agents } = this;
    const [read, agent, disk] = await Promise.all([
      this.engineOf(engine),
      agents.agent(engine),
      agents.disk(engine),
    ]);
    const exposed = exposureOf(engine);
    const problem = exposed ?? read.problem;
    return {
      id: node.id,
      kind: node.engine.kind,
      ok: problem === undefined,
      ...(problem && { problem: { node: node.id, ...problem } }),
      ...read.engine,
      agent,
      ...diskView(disk),
      ...(door.mutualTls && {
        certificates: certificatesView(door.mutualTls.certificates, this.clock.now()),
        long_changes: longChangesView(door.mutualTls.certificates, this.clock.now()),
        probes: exposure.all,
      }),
    };
  }

  private async engineOf({ client }: NodeEngine) {
    try {
      const signal = AbortSignal.timeout(READ_MS);
      const { engine: version } = await client.version(signal);
      const askedAt = this.clock.monotonic();
      const { cpus, memoryBytes, systemTime } = await client.info(signal);
      const tookMs = this.clock.monotonic() - askedAt;
      const told = { version, cpus, memory_bytes: memoryBytes, system_time: systemTime };
      return { engine: { ...told, ...this.skewOf(systemTime, tookMs) } };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { problem: { code: error.code, reason: error.message } };
    }
  }

  /** The engine looked at its clock at some moment of the round trip, so the skew is known to half of that. */
  private skewOf(systemTime: string, tookMs: number) {
    const half = tookMs / 2;
    const skew = Date.parse(systemTime) - (this.clock.now() - half);
    return { skew_ms: Math.round(skew), skew_within_ms: Math.ceil(half) };
  }
}

function exposureOf({ node, exposure }: NodeEngine) {
  const [open] = exposure.open;
  return open && { code: 'node_exposed', reason: whyExposed(node.id, open) };
}
