import type { ClientIdentity } from '@app/docker';
import type { Logger } from '@app/http';
import type { NodeEngine } from '../nodes/node-engines.js';
import { handshakeProbe } from './handshake-probe.js';
import { whyExposed } from './node-guard.js';
import { PROBES, type Finding, type Probe, type ProbedDoor, type ProbeName } from './probe.js';
import { routeProbe } from './route-probe.js';
import { makeStranger } from './stranger.js';

export interface NodeWatchOptions {
  /** Between two rounds; each is up to a fifth earlier or later, so that nodes are not asked in step. */
  readonly everyMs: number;
  readonly logger: Logger;
  /** Whose certificate no node may accept. */
  readonly stranger?: ClientIdentity;
}

const PROBE_MS = 10_000;
const JITTER = 0.2;

/**
 * NodeWatch tries, as long as it runs, what must fail at each node behind a proxy, and notes in the node's exposure
 * what it found. Mutual TLS that is not enforced looks just like one that is to whoever has a good certificate.
 */
export class NodeWatch {
  private readonly probes: Readonly<Record<ProbeName, Probe>>;
  private readonly rounds = new Map<string, Promise<void>>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly closing = new AbortController();

  constructor(
    private readonly engines: readonly NodeEngine[],
    private readonly options: NodeWatchOptions,
  ) {
    this.probes = {
      no_certificate: handshakeProbe(undefined),
      strange_certificate: handshakeProbe(options.stranger ?? makeStranger()),
      forbidden_route: routeProbe,
    };
  }

  /** start probes every node now, and again and again until close. */
  start(): void {
    for (const engine of this.probed) this.go(engine);
  }

  /** look probes every node once. */
  async look(): Promise<void> {
    await Promise.all(this.probed.map((engine) => this.round(engine)));
  }

  async close(): Promise<void> {
    this.closing.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.rounds.values());
  }

  private get probed(): ProbedEngine[] {
    return this.engines.filter(isProbed);
  }

  private go(engine: ProbedEngine): void {
    this.rounds.set(engine.node.id, this.roundAndNext(engine));
  }

  private async roundAndNext(engine: ProbedEngine): Promise<void> {
    await this.round(engine);
    if (this.closing.signal.aborted) return;
    const wait = this.options.everyMs * (1 + JITTER * (2 * Math.random() - 1));
    this.timers.set(engine.node.id, setTimeout(() => this.go(engine), wait).unref());
  }

  private async round({ node, door, exposure }: ProbedEngine): Promise<void> {
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(PROBE_MS)]);
    await Promise.all(
      PROBES.map(async (name) => {
        const before = exposure.of(name);
        const now = exposure.note(name, await this.probes[name](door, signal));
        this.tell(node.id, name, before, now);
      }),
    );
  }

  private tell(node: string, probe: ProbeName, before: Finding, now: Finding): void {
    if (now === before) return;
    const { logger } = this.options;
    if (now === 'exposed')
      logger.error({ node, probe, reason: whyExposed(node, probe) }, 'a node is exposed');
    else if (before === 'exposed') logger.warn({ node, probe }, 'a node is no longer exposed');
  }
}

interface ProbedEngine extends NodeEngine {
  readonly door: ProbedDoor;
}

function isProbed(engine: NodeEngine): engine is ProbedEngine {
  return engine.door.mutualTls !== undefined;
}
