import { readServices } from '@app/docker';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { ConfigCache } from '../drift/config-cache.js';
import type { DriftMarks } from '../drift/drift-marks.js';
import { withDrift, type DriftingService } from '../drift/with-drift.js';
import type { NodeEngine, NodeEngines } from './node-engines.js';

/** NodeProblem says why a node, or what its files say, could not be read, so that its services never look absent. */
interface NodeProblem {
  readonly node: string;
  readonly code: string;
  readonly reason: string;
}

/** LostServices is what a node had when it was last read. */
interface LostServices {
  readonly node: string;
  /** RFC 3339, by the worker's clock. */
  readonly seenAt: string;
  readonly services: DriftingService[];
}

export interface ServiceList {
  readonly services: DriftingService[];
  readonly problems: NodeProblem[];
  /** Of nodes that cannot be read now: what is not known is not gone. */
  readonly lost: LostServices[];
}

const READ_MS = 15_000;

/** NodeReader reads nodes side by side; one that cannot be read is named, and hides no other. */
export class NodeReader {
  private readonly seen = new Map<string, LostServices>();

  constructor(
    private readonly engines: NodeEngines,
    private readonly configs: ConfigCache,
    private readonly marks: Pick<DriftMarks, 'on'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * services throws `node_not_found`; what a node itself fails with is among the problems. A compose that cannot be
   * run is one as well, and leaves the drift unknown.
   */
  async services(node?: string): Promise<ServiceList> {
    const wanted = node === undefined ? this.engines.all : [this.engines.of(node)];
    const read = await Promise.all(wanted.map((engine) => this.servicesOf(engine)));
    return {
      services: read.flatMap(({ services }) => services),
      problems: read.flatMap(({ problems }) => problems),
      lost: read.flatMap(({ lost }) => lost),
    };
  }

  private async servicesOf(engine: NodeEngine): Promise<ServiceList> {
    const { node, client } = engine;
    const config = this.configs.of(node);
    try {
      const read = await readServices(client, node, { signal: AbortSignal.timeout(READ_MS) });
      const { hashes, problem } = await config;
      const problems = problem === undefined ? [] : [problemOf(node.id, problem)];
      const services = await this.marks.on(engine, withDrift(node, read, hashes), hashes);
      this.seen.set(node.id, { node: node.id, seenAt: this.nowText(), services });
      return { services, problems, lost: [] };
    } catch (error) {
      const last = this.seen.get(node.id);
      return { services: [], problems: [problemOf(node.id, error)], lost: last ? [last] : [] };
    }
  }

  private nowText(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

function problemOf(node: string, error: unknown): NodeProblem {
  if (!(error instanceof DomainError)) throw error;
  return { node, code: error.code, reason: error.message };
}
