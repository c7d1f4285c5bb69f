import { isJsonObject, type JsonObject } from '@app/kernel';
import type { PooledServer } from '../upstream/server-pool.js';
import { McpFailure } from '../wire/messages.js';
import { externalReference } from './external-reference.js';
import type { Faces } from './faces.js';
import type { HubParts } from './hub-parts.js';
import { KnownList, textOf } from './known-list.js';
import { listKinds, listShapes, type ListKind } from './list-kind.js';
import { METHOD_NOT_FOUND } from './mcp-failures.js';
import { ListReading, type ReadList } from './read-list.js';
import { within } from './within.js';

/** Slot is one list of one server, as far as it is known. */
interface Slot {
  readonly server: PooledServer;
  /** The server stays the same object when it is to run in another way. */
  readonly generation: string;
  readonly kind: ListKind;
  readonly session: string | undefined;
  list?: KnownList;
  readAt: number;
  /** Counts what told of a change, so that a list that was being read meanwhile is read again. */
  claims: number;
  stale: boolean;
  reading?: Promise<KnownList>;
}

/**
 * ServerLists keeps the lists of servers for a short time, or until something tells of a change. Lists of a server that is
 * not shared are each session's own. Tools with a reference to elsewhere are left out here, and the lock sees every tool.
 */
export class ServerLists {
  readonly #slots = new Map<string, Slot>();
  readonly #over = new AbortController();
  readonly #told = new Set<string>();
  /** Called after each reading that succeeded. */
  onRead: (server: PooledServer, kind: ListKind) => void = () => undefined;

  constructor(
    private readonly parts: Omit<HubParts, 'policy' | 'record'>,
    private readonly faces: Faces,
  ) {}

  /** get waits for the limit of a list at most; undefined means that the server did not answer, or not in time. */
  async get(
    server: PooledServer,
    kind: ListKind,
    session: string | undefined,
  ): Promise<KnownList | undefined> {
    const slot = this.#slot(server, kind, session);
    if (this.#isFresh(slot)) return slot.list;
    const read = this.#reading(slot).catch(() => undefined);
    return within(this.parts.limits.listWaitMs, read);
  }

  /**
   * forRoute prefers a list that is a little old to waiting, unless something told of a change. Rejects with what kept the
   * server from answering.
   */
  async forRoute(server: PooledServer, kind: ListKind, session: string | undefined): Promise<KnownList> {
    const slot = this.#slot(server, kind, session);
    if (slot.list === undefined || slot.stale) return this.#reading(slot);
    if (!this.#isFresh(slot)) this.#reading(slot).catch(() => undefined);
    return slot.list;
  }

  /** peek is what is known, however old, without asking anybody. */
  peek(server: PooledServer, kind: ListKind, session: string | undefined): KnownList | undefined {
    const slot = this.#slots.get(keyOf(server, kind, session));
    return slot?.generation === server.generation ? slot.list : undefined;
  }

  invalidate(server: string, kinds: readonly ListKind[] = listKinds): void {
    for (const slot of this.#slots.values()) {
      if (slot.server.id !== server || !kinds.includes(slot.kind)) continue;
      slot.stale = true;
      slot.claims += 1;
    }
  }

  /** Forgets servers that are no more. */
  prune(): void {
    for (const [key, { server }] of this.#slots) {
      if (!this.parts.pool.servers.has(server.id)) this.#slots.delete(key);
    }
  }

  endSession(session: string): void {
    for (const [key, slot] of this.#slots) if (slot.session === session) this.#slots.delete(key);
  }

  close(): void {
    this.#over.abort();
    this.#slots.clear();
  }

  #reading(slot: Slot): Promise<KnownList> {
    slot.reading ??= this.#read(slot).finally(() => delete slot.reading);
    return slot.reading;
  }

  async #read(slot: Slot): Promise<KnownList> {
    const list = await this.#listOf(slot).catch((error: unknown) => {
      this.#tell(slot, 'list_failed', error instanceof Error ? error.message : 'it could not be read');
      throw error;
    });
    this.#told.delete(tellKey(slot, 'list_failed'));
    slot.list = list;
    slot.readAt = this.parts.clock.monotonic();
    this.onRead(slot.server, slot.kind);
    return list;
  }

  async #listOf(slot: Slot): Promise<KnownList> {
    const offers = await this.#offers(slot);
    const { claims } = slot;
    const list = new KnownList(slot.server.id, slot.kind, offers ? await this.#items(slot) : []);
    slot.stale = slot.claims !== claims;
    return list;
  }

  /** A server of a session's own is asked for its list at once: its face alone would start another one, for nobody. */
  async #offers({ server, session, kind }: Slot): Promise<boolean> {
    if (session !== undefined && this.faces.known(server) === undefined) return true;
    const { capabilities } = await this.faces.get(server);
    return isJsonObject(capabilities[listShapes[kind].capability]);
  }

  async #items(slot: Slot): Promise<readonly JsonObject[]> {
    const reading = new ListReading(slot.server, slot.kind, this.parts.limits);
    const { items, cut } = await reading.all(slot.session, this.#over.signal).catch(noneIfUnknown);
    if (cut !== undefined) this.#tell(slot, 'list_cut', cut);
    if (slot.kind !== 'tools') return items;
    const own = items.filter((tool) => this.#isSelfContained(slot, tool));
    await this.parts.lock.review(slot.server.id, own);
    return own;
  }

  #isSelfContained(slot: Slot, tool: JsonObject): boolean {
    const reference = externalReference(tool);
    if (reference === undefined) return true;
    this.#tell(slot, 'external_reference', `the schema of tool ${textOf(tool, 'name')}: ${reference}`);
    return false;
  }

  /** Once, not with every reading. */
  #tell(slot: Slot, kind: 'list_failed' | 'list_cut' | 'external_reference', why: string): void {
    const key = kind === 'list_failed' ? tellKey(slot, kind) : `${tellKey(slot, kind)} ${why}`;
    if (this.#told.has(key)) return;
    if (this.#told.size >= this.parts.limits.lists) this.#told.clear();
    this.#told.add(key);
    this.parts.notice({ kind, server: slot.server.id, message: `${slot.kind}: ${why}` });
  }

  #isFresh(slot: Slot): boolean {
    const age = this.parts.clock.monotonic() - slot.readAt;
    return slot.list !== undefined && !slot.stale && age < this.parts.limits.listFreshMs;
  }

  #slot(server: PooledServer, kind: ListKind, session: string | undefined): Slot {
    const key = keyOf(server, kind, session);
    const known = this.#slots.get(key);
    if (known?.generation === server.generation) return known;
    const { entry, generation } = server;
    const own = entry.shared ? undefined : session;
    const slot: Slot = { server, generation, kind, session: own, readAt: 0, claims: 0, stale: false };
    this.#makeRoom();
    this.#slots.set(key, slot);
    return slot;
  }

  #makeRoom(): void {
    if (this.#slots.size < this.parts.limits.lists) return;
    const [oldest] = this.#slots.keys();
    if (oldest !== undefined) this.#slots.delete(oldest);
  }
}

function keyOf(server: PooledServer, kind: ListKind, session: string | undefined): string {
  return JSON.stringify([server.id, kind, server.entry.shared ? undefined : session]);
}

function tellKey(slot: Slot, kind: string): string {
  return `${slot.server.id} ${slot.kind} ${kind}`;
}

/** Servers that do not have a list say that they do not know the method. */
function noneIfUnknown(error: unknown): ReadList {
  if (error instanceof McpFailure && error.code === METHOD_NOT_FOUND) return { items: [], cut: undefined };
  throw error;
}
