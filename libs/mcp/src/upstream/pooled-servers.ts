import type { JsonObject } from '@app/kernel';
import type { ServerEntry } from '../registry/server-entry.js';
import type { McpNotification, McpRequest } from '../wire/messages.js';
import { HealthRecord } from './health-record.js';
import type { Call, Connect } from './link.js';
import { POOL_OPTIONS, type PoolOptions } from './pool-options.js';
import { ServerLinks } from './server-links.js';
import type { PooledServer, PoolEvent, ServerFace, ServerHealth, ServerPool } from './server-pool.js';
import type { CurrentServer, ServerSource } from './server-source.js';

/** ConnectTo makes what connects to one server; its Connector, outside of tests. */
export type ConnectTo = (id: string, current: CurrentServer) => Connect;

/**
 * PooledServers follows a source of servers: what would run as it does is not touched, whatever else is said of it; what
 * would not is drained and made anew.
 */
export class PooledServers implements ServerPool {
  private pooled: ReadonlyMap<string, OneServer> = new Map();
  private readonly options: PoolOptions;
  private readonly listeners = new Set<(event: PoolEvent) => void>();
  private readonly leaving = new Map<ServerLinks, Promise<void>>();
  private readonly unsubscribe: () => void;

  constructor(
    private readonly source: ServerSource,
    private readonly connectTo: ConnectTo,
    options: Partial<PoolOptions> = {},
  ) {
    this.options = { ...POOL_OPTIONS, ...options };
    this.follow();
    this.unsubscribe = source.subscribe(() => this.follow());
  }

  get servers(): ReadonlyMap<string, PooledServer> {
    return this.pooled;
  }

  async endSession(session: string): Promise<void> {
    await Promise.all([...this.pooled.values()].map(({ links }) => links.endSession(session)));
  }

  subscribe(listener: (event: PoolEvent) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** close ends every link at once, those that are being drained too. */
  async close(): Promise<void> {
    this.unsubscribe();
    const links = [...this.pooled.values()].map((server) => server.links);
    this.pooled = new Map();
    const drained = [...this.leaving.values()];
    const ended = [...links, ...this.leaving.keys()].map((one) => one.retire(0));
    await Promise.all([...ended, ...drained]);
  }

  private follow(): void {
    const before = this.pooled;
    const next = new Map<string, OneServer>();
    let changed = false;
    for (const [id, current] of this.source.entries()) {
      const server = before.get(id);
      changed ||= server?.revision !== current.revision;
      next.set(id, this.updated(id, server, current));
    }
    this.pooled = next;
    for (const [id, server] of before) if (!next.has(id)) this.retire(server.links);
    if (changed || [...before.keys()].join() !== [...next.keys()].join()) this.tell({ type: 'servers' });
  }

  private updated(id: string, server: OneServer | undefined, current: CurrentServer): OneServer {
    if (server?.generation === current.generation) {
      server.amend(current);
      return server;
    }
    if (server !== undefined) this.retire(server.links);
    const generation = this.generation(id, current);
    if (server === undefined) return new OneServer(id, generation);
    server.replace(generation);
    generation.links.story.changed();
    return server;
  }

  private generation(id: string, current: CurrentServer): Generation {
    const record = new HealthRecord(this.options.now, (health) => {
      links.story.health(health);
      if (this.pooled.get(id)?.links === links) this.tell({ type: 'health', server: id, health });
    });
    const links: ServerLinks = new ServerLinks({
      ...this.options,
      id,
      current,
      health: record,
      connect: this.connectTo(id, current),
      heard: (notification, session) =>
        this.tell({ type: 'notification', server: id, notification, session }),
    });
    return { current, record, links };
  }

  private retire(links: ServerLinks): void {
    const retired = links.retire(this.options.drainMs);
    this.leaving.set(links, retired);
    void retired.finally(() => this.leaving.delete(links));
  }

  private tell(event: PoolEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

/** A server as it was described at one time. */
interface Generation {
  readonly current: CurrentServer;
  readonly record: HealthRecord;
  readonly links: ServerLinks;
}

/** OneServer stays the same for whoever holds it; each call goes to the generation of its moment. */
class OneServer implements PooledServer {
  constructor(
    readonly id: string,
    private now: Generation,
  ) {}

  replace(generation: Generation): void {
    this.now = generation;
  }

  /** amend is for another entry by which the server would run just as it does. */
  amend(current: CurrentServer): void {
    this.now = { ...this.now, current };
  }

  get links(): ServerLinks {
    return this.now.links;
  }

  get generation(): string {
    return this.now.current.generation;
  }

  get revision(): string {
    return this.now.current.revision;
  }

  get entry(): ServerEntry {
    return this.now.current.entry;
  }

  get health(): ServerHealth {
    return this.now.record.health;
  }

  get era(): ServerFace['era'] | undefined {
    return this.links.era;
  }

  async face(within: number): Promise<ServerFace> {
    return this.links.face(within);
  }

  async request(request: McpRequest, call: Call, session: string | undefined): Promise<JsonObject> {
    return this.links.request(request, call, session);
  }

  async notify(notification: McpNotification, session: string | undefined): Promise<void> {
    await this.links.notify(notification, session);
  }
}
