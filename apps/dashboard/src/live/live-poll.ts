import { systemClock, type Clock } from '@app/kernel';
import { LinkBook } from './link-book.js';
import { RateMeter, type GatewayRates } from './gateway-rates.js';
import type { LiveReader } from './live-reader.js';
import type { LinkProblem, LiveState } from './live-state.js';
import {
  jobsReading,
  mcpReading,
  modelsReading,
  nodesReading,
  pullsReading,
  quarantineReading,
  readyReading,
  servicesReading,
  type JobsReading,
  type McpReading,
  type NodesReading,
  type ReadyReading,
} from './readings.js';

/** How many jobs of each state and node are told; their pages list the others. */
const JOBS = { active: 50, waiting: 50, failed: 25, completed: 25 } as const;

/** Told is what upstreams say; what needs attention follows from it. */
type Told = Omit<LiveState, 'attention'>;

/** LivePoll reads all that pages are told, once, with the key of those who are told. */
export class LivePoll {
  private readonly links: LinkBook;
  private readonly meter = new RateMeter();

  constructor(
    private readonly reader: LiveReader,
    private readonly clock: Clock = systemClock,
  ) {
    this.links = new LinkBook(clock);
  }

  /** read never throws for what an upstream does: what could not be read is absent, and `links` say why. */
  async read(): Promise<Told> {
    const { links } = this;
    links.begin();
    const [, nodes, services, gateway, pulls, mcp] = await Promise.all([
      this.readiness(),
      links.attempt('ops', 'nodes', () => this.reader.read('ops', '/nodes', nodesReading)),
      links.attempt('ops', 'services', () => this.reader.read('ops', '/services', servicesReading)),
      links.attempt('gateway', 'rates', () => this.rates()),
      links.attempt('gateway', 'pulls', () => this.reader.read('gateway', '/api/models/pulls', pullsReading)),
      links.attempt('router', 'tools', () => this.mcp()),
    ]);
    const jobs = nodes && (await links.attempt('ops', 'jobs', () => this.jobs(nodes)));
    return {
      links: { links: links.all() },
      ...(nodes && { nodes }),
      ...(services && { services }),
      ...(jobs && { jobs }),
      ...(gateway && { gateway }),
      ...(pulls && { pulls }),
      ...(mcp && { mcp }),
    };
  }

  private async readiness(): Promise<void> {
    const apps = ['gateway', 'ops', 'router'] as const;
    await Promise.all(
      apps.map(async (app) => {
        const ready = await this.links.attempt(app, 'ready', () => this.reader.ready(app, readyReading));
        if (ready) this.links.add(app, problemsIn(ready));
      }),
    );
  }

  private async jobs({ nodes }: NodesReading): Promise<JobsReading> {
    const asked = nodes.flatMap(({ id }) =>
      Object.entries(JOBS).map(([state, limit]) => {
        const query = new URLSearchParams({ node: id, state, limit: String(limit) });
        return this.reader.read('ops', `/jobs?${query.toString()}`, jobsReading);
      }),
    );
    const answers = await Promise.all(asked);
    return { jobs: answers.flatMap(({ jobs }) => jobs) };
  }

  /** A client is told of the models alone that it may see. */
  private async rates(): Promise<GatewayRates> {
    const [{ text }, { data }] = await Promise.all([
      this.reader.text('gateway', '/metrics'),
      this.reader.read('gateway', '/v1/models', modelsReading),
    ]);
    const visible = new Set(data.map(({ id }) => id));
    const rates = this.meter.read(text, this.clock.monotonic());
    return { ...rates, models: rates.models.filter(({ id }) => visible.has(id)) };
  }

  private async mcp(): Promise<McpReading> {
    const [health, { total }] = await Promise.all([
      this.reader.read('router', '/api/mcp/health', mcpReading),
      this.reader.read('router', '/api/mcp/quarantine?limit=1', quarantineReading),
    ]);
    return { ...health, quarantined: total };
  }
}

function problemsIn({ dependencies = [], providers = [] }: ReadyReading): LinkProblem[] {
  const named = [...dependencies, ...providers.map(({ id, ok, error }) => ({ name: id, ok, error }))];
  return named.filter(({ ok }) => !ok).map(({ name, error }) => ({ name, reason: error ?? 'is not ready' }));
}
