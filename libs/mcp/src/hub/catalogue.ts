import { isJsonObject, type JsonObject } from '@app/kernel';
import type { Decision } from '../policy/decision.js';
import { mayBelongTo } from '../names/exposed-name.js';
import type { Naming } from '../names/name-table.js';
import { rewriteTool } from '../names/rewrite-uris.js';
import { UriTable } from '../names/uri-table.js';
import type { Principal } from '../policy/tool-policy.js';
import type { PooledServer } from '../upstream/server-pool.js';
import type { McpFailure } from '../wire/messages.js';
import type { HubParts } from './hub-parts.js';
import { failureOf } from './mcp-failures.js';
import type { HubCaller, View } from './hub-types.js';
import type { KnownItem, KnownList } from './known-list.js';
import type { ListKind } from './list-kind.js';
import { placeOf } from './place.js';
import type { ServerLists } from './server-lists.js';
import type { ViewServers } from './view-servers.js';

/** ShownItem is one item of a merged list; `key` names it for good, in whatever list it is. */
export interface ShownItem {
  readonly key: string;
  readonly item: JsonObject;
}

export interface MergedList {
  readonly items: readonly ShownItem[];
  /** The servers that did not answer in time, by id. */
  readonly unavailable: readonly string[];
}

/** Found is a tool or prompt that is there, and what stands between it and the caller. */
export interface Found {
  readonly server: PooledServer;
  readonly native: string;
  readonly decision: Decision;
  readonly quarantined: boolean;
}

/** Catalogue is what a caller sees of many servers: their lists side by side, under names that lead back. */
export class Catalogue {
  readonly #reported = new Set<string>();

  constructor(
    private readonly parts: Pick<HubParts, 'policy' | 'lock' | 'notice'>,
    private readonly servers: ViewServers,
    private readonly lists: ServerLists,
  ) {}

  /** list asks every server at once, so that the slowest costs the limit and no more. */
  async list(kind: ListKind, caller: HubCaller): Promise<MergedList> {
    const servers = this.servers.of(caller.view, caller.principal);
    const lists = await Promise.all(servers.map((server) => this.lists.get(server, kind, placeOf(caller))));
    const items: ShownItem[] = [];
    const taken = new Set<string>();
    const unavailable: string[] = [];
    for (const [index, server] of servers.entries()) {
      const list = lists[index];
      if (list === undefined) unavailable.push(server.id);
      else this.#merge({ kind, server, list, caller, taken }, items);
    }
    return { items, unavailable };
  }

  /**
   * find goes by the table of each server that the name may belong to. Rejects when it is nowhere, and one of those servers
   * could not be asked.
   */
  async find(kind: 'tools' | 'prompts', exposed: string, caller: HubCaller): Promise<Found | undefined> {
    const failures: McpFailure[] = [];
    for (const server of this.#candidates(exposed, caller)) {
      const list = await this.lists.forRoute(server, kind, placeOf(caller)).catch((error: unknown) => {
        failures.push(failureOf(error, server.id));
        return undefined;
      });
      const name = list?.names(namingOf(caller.view)).native(exposed);
      if (name !== undefined) return this.#found(kind, server, name.native, caller.principal);
    }
    if (failures[0] !== undefined) throw failures[0];
    return undefined;
  }

  /** toolSchema is what a tool that the caller sees says of its arguments. */
  async toolSchema(exposed: string, caller: HubCaller): Promise<JsonObject | undefined> {
    const found = await this.find('tools', exposed, caller);
    if (found === undefined || !found.decision.allowed || found.quarantined) return undefined;
    return this.schemaOf(found, caller);
  }

  /** schemaOf is what a tool that was found says of its arguments. */
  schemaOf({ server, native }: Found, caller: HubCaller): JsonObject | undefined {
    const schema = this.lists.peek(server, 'tools', placeOf(caller))?.item(native)?.['inputSchema'];
    return isJsonObject(schema) ? schema : undefined;
  }

  #candidates(exposed: string, { view, principal }: HubCaller): PooledServer[] {
    if (namingOf(view) === 'native') return this.servers.of(view, principal);
    return this.servers.named(view, principal, (id) => mayBelongTo(exposed, id));
  }

  /** visible leaves of a list what its principal may see. */
  visible(kind: ListKind, server: PooledServer, list: KnownList, principal: Principal): KnownItem[] {
    return list.items.filter(({ id }) => this.#isVisible(kind, server, id, principal));
  }

  #merge(part: Part, items: ShownItem[]): void {
    const { kind, server, list, caller, taken } = part;
    const uris = urisOf(caller.view);
    for (const { id, item } of this.visible(kind, server, list, caller.principal)) {
      const shown = this.#shown(part, id, item, uris);
      if (shown === undefined) continue;
      const unique = kind === 'tools' || kind === 'prompts';
      if (unique && taken.has(shown.key)) continue;
      taken.add(shown.key);
      items.push(shown);
    }
    this.#reportConflicts(kind, server, list, namingOf(caller.view));
  }

  #shown(
    { kind, server, list, caller }: Part,
    id: string,
    item: JsonObject,
    uris: UriTable,
  ): ShownItem | undefined {
    const rewrite = (uri: string): string => uris.exposed(server.id, uri);
    if (kind === 'resources') return { key: rewrite(id), item: { ...item, uri: rewrite(id) } };
    if (kind === 'templates') return { key: rewrite(id), item: { ...item, uriTemplate: rewrite(id) } };
    const name = list.names(namingOf(caller.view)).exposed(server.id, id);
    if (name === undefined) return undefined;
    return { key: name, item: { ...(kind === 'tools' ? rewriteTool(item, rewrite) : item), name } };
  }

  #found(kind: ListKind, server: PooledServer, native: string, principal: Principal): Found {
    const use = { server: server.id, tool: native, kind: kind === 'templates' ? 'resources' : kind } as const;
    const decision = this.parts.policy.decide(principal, use);
    const quarantined = kind === 'tools' && this.parts.lock.stateOf(server.id, native) !== 'approved';
    return { server, native, decision, quarantined };
  }

  #isVisible(kind: ListKind, server: PooledServer, id: string, principal: Principal): boolean {
    const { decision, quarantined } = this.#found(kind, server, id, principal);
    return decision.allowed && !quarantined;
  }

  #reportConflicts(kind: ListKind, server: PooledServer, list: KnownList, naming: Naming): void {
    if (kind !== 'tools' && kind !== 'prompts') return;
    for (const { hidden, shown } of list.names(naming).conflicts) {
      const message = `${kind}: ${hidden.native} is hidden, ${shown.native} has its name`;
      const key = `${server.id} ${message}`;
      if (this.#reported.has(key) || this.#reported.size >= MOST_REPORTED) continue;
      this.#reported.add(key);
      this.parts.notice({ kind: 'name_conflict', server: server.id, message });
    }
  }
}

const MOST_REPORTED = 4_096;

interface Part {
  readonly kind: ListKind;
  readonly server: PooledServer;
  readonly list: KnownList;
  readonly caller: HubCaller;
  readonly taken: Set<string>;
}

function namingOf(view: View): Naming {
  return view.kind === 'server' ? 'native' : 'prefixed';
}

export function urisOf(view: View): UriTable {
  return view.kind === 'server' ? new UriTable(view.server) : new UriTable();
}
