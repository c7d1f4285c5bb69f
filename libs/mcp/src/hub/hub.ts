import { DomainError, systemClock, type JsonObject } from '@app/kernel';
import type { Principal } from '../policy/tool-policy.js';
import type { Era, McpNotification, McpRequest } from '../wire/messages.js';
import { Catalogue } from './catalogue.js';
import { ChangeWatch, type Listener } from './change-watch.js';
import { Faces } from './faces.js';
import { HeldCalls } from './held-calls.js';
import { HubEvents } from './hub-events.js';
import { hubLimits } from './hub-limits.js';
import type { HubParts } from './hub-parts.js';
import type { HubCaller, HubEvent, HubSession, McpHub, View } from './hub-types.js';
import { kindOfMethod, type ListKind } from './list-kind.js';
import { ListPages } from './list-pages.js';
import { LogLevels } from './log-levels.js';
import { failureOf, methodNotFound } from './mcp-failures.js';
import { OtherCalls } from './other-calls.js';
import { Passage } from './passage.js';
import { RequestStates } from './request-states.js';
import { Seal } from './seal.js';
import { SealKeys } from './seal-keys.js';
import { ServerLists } from './server-lists.js';
import { SessionRequests } from './session-requests.js';
import { Subscriptions } from './subscriptions.js';
import { TaskCalls } from './task-calls.js';
import { TaskTickets } from './task-tickets.js';
import { ToolCalls } from './tool-calls.js';
import { viewCapabilities, viewInstructions } from './view-face.js';
import { ViewServers } from './view-servers.js';

/** What a hub cannot do without; the rest has a default. */
export type HubOptions = Pick<HubParts, 'pool' | 'policy' | 'lock'> & Partial<HubParts>;

type Answer = (request: McpRequest, caller: HubCaller) => Promise<JsonObject>;

/** Hub answers the requests of clients out of many servers, and tells clients what changes there. Call close() at the end. */
export class Hub implements McpHub {
  readonly #parts: HubParts;
  readonly #servers: ViewServers;
  readonly #faces: Faces;
  readonly #lists: ServerLists;
  readonly #catalogue: Catalogue;
  readonly #watch: ChangeWatch;
  readonly #events: HubEvents;
  readonly #held: HeldCalls;
  readonly #pages: ListPages;
  readonly #sessions: SessionRequests;
  readonly #answers: ReadonlyMap<string, Answer>;
  readonly #unfollow: () => void;

  constructor(options: HubOptions) {
    const parts = (this.#parts = { ...defaults, keys: new SealKeys(), ...options });
    const seal = new Seal(parts.clock, parts.keys);
    const logs = new LogLevels(parts);
    const subscriptions = new Subscriptions(parts);
    const listeners = new Set<Listener>();
    this.#servers = new ViewServers(parts.pool, parts.policy);
    this.#faces = new Faces(parts);
    this.#lists = new ServerLists(parts, this.#faces);
    this.#catalogue = new Catalogue(parts, this.#servers, this.#lists);
    this.#watch = new ChangeWatch(listeners, this.#servers, this.#lists, this.#catalogue);
    this.#held = new HeldCalls(parts.limits);
    this.#pages = new ListPages(seal, parts.limits);
    const states = new RequestStates(seal, this.#held, parts.limits);
    const tickets = new TaskTickets(seal);
    const passage = new Passage(parts, { faces: this.#faces, logs, held: this.#held, states, tickets });
    const others = new OtherCalls(this.#servers, this.#catalogue, passage);
    this.#sessions = new SessionRequests(this.#servers, this.#faces, others, logs, subscriptions);
    const tasks = new TaskCalls(this.#servers, parts.policy, tickets, passage);
    this.#answers = this.#table(new ToolCalls(parts, this.#catalogue, passage), others, tasks);
    const followers = { faces: this.#faces, lists: this.#lists, watch: this.#watch, logs, subscriptions };
    this.#events = new HubEvents(parts, this.#servers, listeners, followers);
    this.#unfollow = this.#events.start();
  }

  /** face rejects with `mcp_server_not_found` for a view of a server that is not there, or not for this principal. */
  async face(
    view: View,
    principal: Principal,
    era: Era = 'legacy',
  ): Promise<{ capabilities: JsonObject; instructions: string | undefined }> {
    this.#requireView(view, principal);
    const servers = this.#servers.of(view, principal);
    const looked = await Promise.all(servers.map((server) => this.#faces.glance(server)));
    const faces = servers.flatMap(({ id }, index) => {
      const face = looked[index];
      return face === undefined ? [] : [{ id, face }];
    });
    return {
      capabilities: viewCapabilities(
        view,
        faces.map(({ face }) => face),
        era,
      ),
      instructions: viewInstructions(view, faces, this.#parts.limits),
    };
  }

  async handle(request: McpRequest, caller: HubCaller): Promise<JsonObject> {
    try {
      this.#requireView(caller.view, caller.principal);
      const kind = kindOfMethod.get(request.method);
      if (kind !== undefined) return await this.#list(kind, request, caller);
      const answer = this.#answers.get(request.method);
      if (answer === undefined) throw methodNotFound(request.method);
      return await answer(request, caller);
    } catch (error) {
      throw failureOf(error);
    }
  }

  async toolSchema(name: string, caller: HubCaller): Promise<JsonObject | undefined> {
    try {
      this.#requireView(caller.view, caller.principal);
      return await this.#catalogue.toolSchema(name, caller);
    } catch (error) {
      throw failureOf(error);
    }
  }

  subscribe(view: View, principal: Principal, emit: (event: HubEvent) => void, session?: string): () => void {
    return this.#events.listen({ view, principal, session, emit, seen: new Map() });
  }

  refresh(): void {
    this.#events.serversChanged();
  }

  async notify(notification: McpNotification, { view, principal, session }: HubSession): Promise<void> {
    const own = this.#servers.of(view, principal).filter(({ entry }) => !entry.shared);
    // A server that cannot be told is about to end, and asks anew when it starts.
    await Promise.allSettled(own.map((server) => server.notify(notification, session)));
  }

  async endSession(session: string): Promise<void> {
    this.#sessions.end(session);
    this.#lists.endSession(session);
    await this.#parts.pool.endSession(session);
  }

  /** close ends the calls that are held; the pool is closed by whoever made it. */
  close(): void {
    this.#unfollow();
    this.#held.close();
    this.#lists.close();
  }

  async #list(kind: ListKind, { params }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const list = await this.#catalogue.list(kind, caller);
    const page = this.#pages.page(kind, list, params?.['cursor'], caller);
    this.#watch.served(kind, caller, list.unavailable);
    return page;
  }

  #table(tools: ToolCalls, others: OtherCalls, tasks: TaskCalls): ReadonlyMap<string, Answer> {
    const ofTask = ['tasks/get', 'tasks/update', 'tasks/cancel'].map((method): [string, Answer] => [
      method,
      (request, caller) => tasks.call(request, caller),
    ]);
    return new Map<string, Answer>([
      ['ping', async () => ({})],
      ['tools/call', (request, caller) => tools.call(request, caller)],
      ['prompts/get', (request, caller) => others.prompt(request, caller)],
      ['resources/read', (request, caller) => others.resource(request, caller)],
      ['completion/complete', (request, caller) => others.completion(request, caller)],
      ['resources/subscribe', (request, caller) => this.#sessions.subscribe(request, caller)],
      ['resources/unsubscribe', (request, caller) => this.#sessions.unsubscribe(request, caller)],
      ['logging/setLevel', (request, caller) => this.#sessions.setLevel(request, caller)],
      ...ofTask,
    ]);
  }

  #requireView(view: View, principal: Principal): void {
    if (view.kind !== 'server' || this.#servers.sees(view, principal, view.server)) return;
    throw new DomainError('mcp_server_not_found', `there is no server ${view.server}`, {
      upstream: view.server,
    });
  }
}

const defaults = {
  clock: systemClock,
  record: () => undefined,
  notice: () => undefined,
  limits: hubLimits,
};
