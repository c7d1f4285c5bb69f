import { createHash } from 'node:crypto';
import type { Principal } from '../policy/tool-policy.js';
import type { PooledServer } from '../upstream/server-pool.js';
import type { Catalogue } from './catalogue.js';
import type { HubCaller, HubEvent, View } from './hub-types.js';
import { listKinds, listShapes, type ListKind } from './list-kind.js';
import { placeOf } from './place.js';
import type { ServerLists } from './server-lists.js';
import { viewKey, type ViewServers } from './view-servers.js';

/** Listener hears of changes within a view. `seen` holds a digest of each list as its client last saw it. */
export interface Listener {
  readonly view: View;
  readonly principal: Principal;
  readonly session: string | undefined;
  readonly emit: (event: HubEvent) => void;
  readonly seen: Map<string, string>;
}

const NOTHING = digestOf([]);

/**
 * ChangeWatch tells listeners that a list is another one than they saw, and only then: what a server claims, and what the
 * registry or the policy did to the list, is compared with what each listener is allowed to see.
 */
export class ChangeWatch {
  /** What servers told of, until the list has been read. */
  readonly #claimed = new Set<string>();

  constructor(
    private readonly listeners: ReadonlySet<Listener>,
    private readonly servers: ViewServers,
    private readonly lists: ServerLists,
    private readonly catalogue: Catalogue,
  ) {}

  /** begin takes what is known now for what the listener's client has seen. */
  begin(listener: Listener): void {
    for (const server of this.servers.of(listener.view, listener.principal)) {
      for (const kind of listKinds)
        this.#remember(listener, server.id, kind, this.#now(listener, server, kind));
    }
  }

  /** served is told which list a client was just given, `unavailable` servers being none of it. */
  served(kind: ListKind, caller: HubCaller, unavailable: readonly string[]): void {
    for (const listener of this.listeners) {
      if (!isFor(listener, caller)) continue;
      for (const server of this.servers.of(listener.view, listener.principal)) {
        const missing = unavailable.includes(server.id);
        this.#remember(listener, server.id, kind, missing ? NOTHING : this.#now(listener, server, kind));
      }
    }
  }

  /** claimed is told that a server speaks of a change; its list is read again if anybody cares. */
  claimed(server: PooledServer, kinds: readonly ListKind[]): void {
    this.lists.invalidate(server.id, kinds);
    const sessions = this.#sessionsThatSee(server);
    if (sessions.size === 0) return;
    for (const kind of kinds) {
      this.#claimed.add(keyOf(server.id, kind));
      for (const session of sessions) void this.lists.get(server, kind, session);
    }
  }

  /** restarted is told that a server has come up: what is known of it is read again. */
  restarted(server: PooledServer): void {
    const known = listKinds.filter((kind) => this.lists.peek(server, kind, undefined) !== undefined);
    this.lists.invalidate(server.id);
    if (known.length > 0) this.claimed(server, known);
  }

  /** read is told that a server's list has just been read. */
  read(server: PooledServer, kind: ListKind): void {
    const claimed = this.#claimed.delete(keyOf(server.id, kind));
    for (const listener of this.listeners) {
      if (this.servers.sees(listener.view, listener.principal, server.id)) {
        this.#compare(listener, server.id, kind, this.#now(listener, server, kind), claimed);
      }
    }
  }

  /** reconsider compares everything, after servers came or went or the policy changed. */
  reconsider(): void {
    for (const listener of this.listeners) {
      const servers = this.servers.of(listener.view, listener.principal);
      const there = new Set(servers.map(({ id }) => id));
      for (const key of listener.seen.keys()) {
        const [id = '', kind] = key.split(' ');
        if (!there.has(id)) this.#compare(listener, id, kind as ListKind, NOTHING, false);
      }
      for (const server of servers) this.#reconsiderServer(listener, server);
    }
  }

  #reconsiderServer(listener: Listener, server: PooledServer): void {
    for (const kind of listKinds) {
      const now = this.#now(listener, server, kind);
      if (now !== undefined) this.#compare(listener, server.id, kind, now, true);
      else this.#readForTheFirstTime(listener, server, kind);
    }
  }

  /** A server that is new, or new in this view, changes the list once it is known what it offers. */
  #readForTheFirstTime(listener: Listener, server: PooledServer, kind: ListKind): void {
    if (!listener.seen.has(keyOf(server.id, kind))) listener.seen.set(keyOf(server.id, kind), NOTHING);
    void this.lists.get(server, kind, placeOf(listener));
  }

  /** What was never seen cannot look different, so that there only a server's claim counts. */
  #compare(
    listener: Listener,
    server: string,
    kind: ListKind,
    now: string | undefined,
    claimed: boolean,
  ): void {
    const before = listener.seen.get(keyOf(server, kind));
    if (now === undefined || now === before) return;
    listener.seen.set(keyOf(server, kind), now);
    if (before !== undefined || claimed) listener.emit({ type: listShapes[kind].event, server });
  }

  #now(listener: Listener, server: PooledServer, kind: ListKind): string | undefined {
    const list = this.lists.peek(server, kind, placeOf(listener));
    if (list === undefined) return undefined;
    const visible = this.catalogue.visible(kind, server, list, listener.principal);
    return digestOf(visible.map(({ digest }) => digest));
  }

  #remember(listener: Listener, server: string, kind: ListKind, now: string | undefined): void {
    if (now !== undefined) listener.seen.set(keyOf(server, kind), now);
  }

  #sessionsThatSee(server: PooledServer): Set<string | undefined> {
    const sessions = new Set<string | undefined>();
    for (const listener of this.listeners) {
      if (!this.servers.sees(listener.view, listener.principal, server.id)) continue;
      sessions.add(server.entry.shared ? undefined : placeOf(listener));
    }
    return sessions;
  }
}

function isFor(listener: Listener, caller: HubCaller): boolean {
  const one = listener.session === undefined || listener.session === caller.session;
  return (
    one && listener.principal.id === caller.principal.id && viewKey(listener.view) === viewKey(caller.view)
  );
}

function keyOf(server: string, kind: ListKind): string {
  return `${server} ${kind}`;
}

function digestOf(digests: readonly string[]): string {
  return createHash('sha256').update(digests.join(' ')).digest('base64url');
}
