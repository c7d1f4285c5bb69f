import { DomainError, Sampler, systemClock, type Clock } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';
import { askAgent, type NodeAgent } from './node-agent.js';
import { readNodeDisk, type NodeDisk } from './node-disk.js';

/** DiskReport is the last reading of a node's disk, and why there is none, or none anew. */
export interface DiskReport {
  readonly disk?: NodeDisk;
  /** In words for an operator. */
  readonly unknown?: string;
}

interface Samplers {
  readonly agent: Sampler<NodeAgent>;
  readonly disk: Sampler<NodeDisk>;
}

type Asked = Pick<NodeEngine, 'node' | 'client'>;

/** A disk does not fill within that time without being seen to. */
const PACE = { everyMs: 30_000, waitMs: 4_000 };
const READ_MS = 15_000;
const SLOW = 'it has not been told yet';

/** NodeAgents asks each node's agent and reads its disk, twice a minute at most and only while somebody wants to know. */
export class NodeAgents {
  private readonly samplers = new Map<string, Samplers>();

  constructor(private readonly clock: Clock = systemClock) {}

  /** agent never throws for what a node does: that is its state. */
  async agent(engine: Asked): Promise<NodeAgent> {
    const { sample, problem } = await this.of(engine).agent.read();
    if (problem !== undefined) throw problem;
    const { kind } = engine.node.engine;
    return sample ?? { kind: kind === 'local' ? 'worker' : 'gate', state: 'unknown', reason: SLOW };
  }

  /** disk never throws for what a node does: that is why its disk is unknown. */
  async disk(engine: Asked): Promise<DiskReport> {
    const { sample, problem } = await this.of(engine).disk.read();
    if (problem === undefined) return sample ? { disk: sample } : { unknown: SLOW };
    return { ...(sample && { disk: sample }), unknown: wordsOf(problem) };
  }

  private of(engine: Asked): Samplers {
    const { id } = engine.node;
    const known = this.samplers.get(id);
    if (known) return known;
    const { clock } = this;
    const limit = () => AbortSignal.timeout(READ_MS);
    const made = {
      agent: new Sampler(() => askAgent(engine, limit()), clock, PACE),
      disk: new Sampler(() => readNodeDisk(engine, clock, limit()), clock, PACE),
    };
    this.samplers.set(id, made);
    return made;
  }
}

/** What the operating system says names a path, which is nobody's business; its code is not. */
function wordsOf(problem: unknown): string {
  if (problem instanceof DomainError) return problem.message;
  const { code = 'no reason given' } = problem as NodeJS.ErrnoException;
  return `it cannot be read (${code})`;
}
