import { DomainError, Sampler, systemClock, type Clock } from '@app/kernel';
import type { GpuReader } from '../gpu/gpu-reader.js';
import type { NodeEngine, NodeEngines } from '../nodes/node-engines.js';
import { GpuHistory } from './gpu-history.js';
import { takeSample, type UseSample } from './use-sample.js';

const READ_MS = 20_000;

/** NodeUses has one sampler for each node, however many ask: nothing is read while nobody does. */
export class NodeUses {
  private readonly samplers = new Map<string, Sampler<UseSample>>();
  private readonly histories = new Map<string, GpuHistory>();

  constructor(
    private readonly engines: Pick<NodeEngines, 'all' | 'of'>,
    private readonly gpus: Pick<GpuReader, 'read' | 'processes'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * read is the last use of all nodes, or of one, each with its age and with why there is none of now. Throws
   * `node_not_found`.
   */
  async read(node?: string) {
    const wanted = node === undefined ? this.engines.all : [this.engines.of(node)];
    return { nodes: await Promise.all(wanted.map((engine) => this.useOf(engine))) };
  }

  private async useOf(engine: NodeEngine) {
    const { id } = engine.node;
    const { sample, ageMs, problem } = await this.samplerOf(engine).read();
    const told = problem === undefined ? undefined : problemOf(problem);
    const history = this.histories.get(id)?.points ?? [];
    return { node: id, ageMs, ...(told && { problem: told }), ...sample, history };
  }

  private samplerOf(engine: NodeEngine): Sampler<UseSample> {
    const { id } = engine.node;
    const known = this.samplers.get(id);
    if (known) return known;
    const history = new GpuHistory();
    this.histories.set(id, history);
    const made = new Sampler(() => this.take(engine, history), this.clock);
    this.samplers.set(id, made);
    return made;
  }

  private async take(engine: NodeEngine, history: GpuHistory): Promise<UseSample> {
    const sample = await takeSample(engine, this.gpus, AbortSignal.timeout(READ_MS));
    history.add(this.clock.now(), sample.gpu);
    return sample;
  }
}

function problemOf(error: unknown): { code: string; reason: string } {
  if (!(error instanceof DomainError)) throw error;
  return { code: error.code, reason: error.message };
}
