import { DomainError } from '@app/kernel';
import type { McpNotification } from '../wire/messages.js';
import type { PoolEvent, PooledServer, ServerState } from '../upstream/server-pool.js';
import { urisOf } from './catalogue.js';
import type { ChangeWatch, Listener } from './change-watch.js';
import type { Faces } from './faces.js';
import type { HubParts } from './hub-parts.js';
import { changedKinds } from './list-kind.js';
import type { LogLevels } from './log-levels.js';
import type { ServerLists } from './server-lists.js';
import type { Subscriptions } from './subscriptions.js';
import type { ViewServers } from './view-servers.js';

interface Followers {
  readonly faces: Faces;
  readonly lists: ServerLists;
  readonly watch: ChangeWatch;
  readonly logs: LogLevels;
  readonly subscriptions: Subscriptions;
}

/** HubEvents follows the pool, and tells listeners what concerns them. */
export class HubEvents {
  readonly #states = new Map<string, ServerState>();

  constructor(
    private readonly parts: Pick<HubParts, 'pool' | 'limits'>,
    private readonly servers: ViewServers,
    private readonly listeners: Set<Listener>,
    private readonly followers: Followers,
  ) {}

  /** start returns how to stop. */
  start(): () => void {
    const { lists, watch } = this.followers;
    lists.onRead = (server, kind) => watch.read(server, kind);
    return this.parts.pool.subscribe((event) => this.#take(event));
  }

  listen(listener: Listener): () => void {
    if (this.listeners.size >= this.parts.limits.listeners) {
      throw new DomainError('mcp_rate_limited', `there are ${this.listeners.size} listeners already`, {
        retryAfter: 60,
      });
    }
    this.followers.watch.begin(listener);
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  serversChanged(): void {
    this.#states.clear();
    this.followers.faces.prune();
    this.followers.lists.prune();
    this.followers.watch.reconsider();
  }

  #take(event: PoolEvent): void {
    if (event.type === 'servers') return this.serversChanged();
    const server = this.parts.pool.servers.get(event.server);
    if (server === undefined) return undefined;
    if (event.type === 'health') return this.#health(server, event.health.state);
    return this.#said(server, event.notification, event.session);
  }

  /** A server that comes up may be another version, and remembers nothing of what it was told before. */
  #health(server: PooledServer, state: ServerState): void {
    const before = this.#states.get(server.id);
    this.#states.set(server.id, state);
    if (state !== 'up' || before === 'up') return;
    const { faces, watch, logs, subscriptions } = this.followers;
    faces.refresh(server);
    watch.restarted(server);
    logs.forget(server.id);
    subscriptions.restore(server);
  }

  #said(server: PooledServer, { method, params = {} }: McpNotification, session: string | undefined): void {
    const kinds = changedKinds(method);
    if (kinds.length > 0) return this.followers.watch.claimed(server, kinds);
    if (method === 'notifications/resources/updated') return this.#updated(server, params);
    if (method === 'notifications/message') return this.#logged(server, params, session);
  }

  #updated(server: PooledServer, params: NonNullable<McpNotification['params']>): void {
    const { uri } = params;
    if (typeof uri !== 'string') return;
    for (const listener of this.#seeing(server)) {
      const home = { server: server.id, uri };
      if (!this.servers.seesResource(listener.view, listener.principal, home)) continue;
      if (!this.followers.subscriptions.hears(listener, server.id, uri)) continue;
      const exposed = urisOf(listener.view).exposed(server.id, uri);
      listener.emit({
        type: 'resource_updated',
        server: server.id,
        uri: exposed,
        params: { ...params, uri: exposed },
      });
    }
  }

  /** Of a shared server nobody knows whose call it speaks of, so that nobody is told. */
  #logged(
    server: PooledServer,
    params: NonNullable<McpNotification['params']>,
    session: string | undefined,
  ): void {
    if (server.entry.shared || session === undefined) return;
    for (const listener of this.#seeing(server)) {
      if (listener.session !== session || !this.followers.logs.wantsInSession(session, params['level']))
        continue;
      listener.emit({ type: 'log', server: server.id, params });
    }
  }

  #seeing(server: PooledServer): Listener[] {
    return [...this.listeners].filter(({ view, principal }) => this.servers.sees(view, principal, server.id));
  }
}
