import type { JsonObject } from '@app/kernel';
import { rewriteQuestion, rewriteResult } from '../names/rewrite-uris.js';
import type { ServerEntry } from '../registry/server-entry.js';
import type { Call } from '../upstream/link.js';
import type { ServerFace } from '../upstream/server-pool.js';
import { McpFailure, type McpNotification, type McpRequest } from '../wire/messages.js';
import { askedCapabilities, canBeAsked, missingCapability } from './client-capabilities.js';
import { Conversation, type Seat } from './conversation.js';
import type { Errand } from './errand.js';
import type { Faces } from './faces.js';
import type { HeldCalls } from './held-calls.js';
import type { HubParts } from './hub-parts.js';
import { changedKinds } from './list-kind.js';
import type { LogLevels } from './log-levels.js';
import type { HubCaller } from './hub-types.js';
import { capabilityMissing, methodNotFound, tooLarge } from './mcp-failures.js';
import { metaOf, outgoingParams } from './outgoing-params.js';
import { placeOf } from './place.js';
import type { RequestStates } from './request-states.js';
import { offersTasks, TASKS, type TaskTickets } from './task-tickets.js';

/** Requests that a server may answer with a question (2026-07-28, basic/patterns/mrtr). */
const MAY_ASK = new Set(['tools/call', 'prompts/get', 'resources/read']);
const TOO_MANY_HELD = 1012;

interface Helpers {
  readonly faces: Faces;
  readonly logs: LogLevels;
  readonly held: HeldCalls;
  readonly states: RequestStates;
  readonly tickets: TaskTickets;
}

/** Passage carries errands to servers and their results back, over whatever differs between client and server. */
export class Passage {
  constructor(
    private readonly parts: Pick<HubParts, 'policy' | 'limits'>,
    private readonly helpers: Helpers,
  ) {}

  /** carry resolves with the result for the client. Rejects with McpFailure or DomainError. */
  async carry(errand: Errand): Promise<JsonObject> {
    const returned = this.helpers.states.returned(errand);
    if ('held' in returned) {
      returned.held.answer(errand.retry.inputResponses);
      return this.#turn(errand, returned.held);
    }
    const conversation = new Conversation();
    conversation.begin(this.#whole(errand, conversation, returned.retry));
    return this.#turn(errand, conversation);
  }

  async #turn(errand: Errand, conversation: Conversation): Promise<JsonObject> {
    const { held, states } = this.helpers;
    const turn = await conversation.next({ caller: errand.caller, meta: metaOf(errand.params) });
    if ('questions' in turn) return states.questions(errand, conversation, turn.questions);
    held.release(conversation);
    if ('error' in turn) throw turn.error;
    return turn.result;
  }

  async #whole(errand: Errand, conversation: Conversation, retry: JsonObject): Promise<JsonObject> {
    try {
      const result = await this.#request(errand, conversation, retry);
      if (result['isError'] === true) throwIfLacking(conversation);
      const resultBytes = this.#measured(errand, result);
      errand.ended?.({ result, resultBytes });
      return this.#forClient(errand, result);
    } catch (error) {
      errand.ended?.({ error, resultBytes: 0 });
      if (error instanceof McpFailure) throwIfLacking(conversation);
      throw error;
    }
  }

  async #request(errand: Errand, conversation: Conversation, retry: JsonObject): Promise<JsonObject> {
    const { server, caller, method, params } = errand;
    this.#requireSmall(errand);
    // To look after a task is no call of its own: the call that began it was counted.
    if (!isOfTask(method)) await this.parts.policy.take(caller.principal, server.id);
    const face = await this.helpers.faces.get(server);
    const logLevel = await this.#logLevel(errand, face);
    conversation.signal.throwIfAborted();
    this.#contest(errand, face);
    const outgoing = {
      method,
      params: outgoingParams(params, { era: face.era, logLevel, retry: retryFor(face, retry) }),
    };
    return server.request(outgoing, this.#call(errand, face, conversation), placeOf(caller));
  }

  #forClient(errand: Errand, result: JsonObject): JsonObject {
    const { server, method, uris, caller } = errand;
    if (method === 'tools/call' && result['resultType'] === 'task')
      return this.helpers.tickets.issued(errand, result);
    if (caller.era === 'modern' && result['resultType'] === 'input_required') {
      return this.helpers.states.wrapped(errand, result);
    }
    return rewriteResult(method, result, (uri) => uris.exposed(server.id, uri));
  }

  async #logLevel({ server, caller, params }: Errand, face: ServerFace): Promise<string | undefined> {
    const { logs } = this.helpers;
    const wanted = logs.levelOf(caller, metaOf(params));
    if (wanted === undefined) return undefined;
    // A server that does not take a level still answers the call.
    await logs.raise(server, face, wanted, placeOf(caller)).catch(() => undefined);
    return logs.nameOf(wanted);
  }

  #call(errand: Errand, face: ServerFace, conversation: Conversation): Call {
    const { entry } = errand.server;
    const modern = errand.caller.era === 'modern';
    const asksProgress = metaOf(errand.params)?.['progressToken'] !== undefined;
    return {
      signal: conversation.signal,
      idleMs: entry.timeout_sec * 1_000,
      totalMs: entry.max_total_sec * 1_000,
      onProgress: asksProgress ? (progress) => tellProgress(conversation.seat, progress) : undefined,
      onMessage: (message) => this.#tell(conversation.seat, message),
      ask: this.#ask(errand, face, conversation),
      onUnanswerable: (request) => this.#lacks(errand.caller, conversation, request),
      owner: placeOf(errand.caller),
      requestId: errand.caller.requestId,
      capabilities: toldCapabilities(errand, face),
      takesInputRequired: modern && MAY_ASK.has(errand.method),
    };
  }

  /** A modern client is asked by a result, a client of old by a request; a modern server asks a modern client itself. */
  #ask(errand: Errand, face: ServerFace, conversation: Conversation): Call['ask'] {
    const { caller, method } = errand;
    if (!MAY_ASK.has(method) || !canBeAsked(caller.capabilities)) return undefined;
    if (caller.era === 'legacy') {
      const { ask } = caller;
      return ask === undefined ? undefined : async (request) => ask(this.#question(errand, request));
    }
    if (face.era === 'modern') return undefined;
    return async (request) => {
      this.#lacks(caller, conversation, request);
      const question = this.#question(errand, request);
      if (this.helpers.held.admit(conversation, caller.principal.id)) return conversation.ask(question);
      throw new McpFailure(TOO_MANY_HELD, 'Too many calls wait for answers of this client');
    };
  }

  /** Only a modern client has a word for what it lacks. */
  #lacks({ era, capabilities }: HubCaller, conversation: Conversation, request: McpRequest): void {
    if (era === 'modern') conversation.lacking ??= missingCapability(capabilities, request);
  }

  /** Whoever may have to be asked here must not wait for a client that is away. */
  #contest({ server, method, caller }: Errand, face: ServerFace): void {
    if (face.era === 'modern' || !MAY_ASK.has(method) || !canBeAsked(caller.capabilities)) return;
    if (mixesCalls(server.entry)) this.helpers.held.contest({ server: server.id, owner: placeOf(caller) });
  }

  #question({ server, caller, uris }: Errand, { method, params }: McpRequest): McpRequest {
    if (missingCapability(caller.capabilities, { method, params }) !== undefined)
      throw methodNotFound(method);
    if (params === undefined) return { method };
    return { method, params: rewriteQuestion(params, (uri) => uris.exposed(server.id, uri)) };
  }

  /** Within a call, its client is told everything but what belongs to no call. */
  #tell(seat: Seat | undefined, message: McpNotification): void {
    if (
      seat === undefined ||
      BELONGS_TO_NO_CALL.has(message.method) ||
      changedKinds(message.method).length > 0
    )
      return;
    const { caller, meta } = seat;
    const isLog = message.method === 'notifications/message';
    if (isLog && !this.helpers.logs.wants(caller, meta, message.params?.['level'])) return;
    caller.notify(message);
  }

  #requireSmall({ server, params }: Errand): void {
    const bytes = Buffer.byteLength(JSON.stringify(params));
    const limit = this.parts.limits.requestBytes;
    if (bytes > limit) throw tooLarge('request', server.id, bytes, limit);
  }

  #measured({ server }: Errand, result: JsonObject): number {
    const bytes = Buffer.byteLength(JSON.stringify(result));
    const limit = this.parts.limits.resultBytes;
    if (bytes > limit) throw tooLarge('result', server.id, bytes, limit);
    return bytes;
  }
}

const isOfTask = (method: string): boolean => method.startsWith('tasks/');

/** What a server is told of the client behind a call: as much as it can ask of it, or answer it with. */
function toldCapabilities({ method, caller }: Errand, face: ServerFace): JsonObject {
  const { era, capabilities } = caller;
  const ofTask = isOfTask(method);
  const asked = MAY_ASK.has(method) || ofTask ? askedCapabilities(capabilities) : {};
  const tasks = era === 'modern' && offersTasks(capabilities) && offersTasks(face.capabilities);
  return tasks && (ofTask || method === 'tools/call') ? { ...asked, extensions: { [TASKS]: {} } } : asked;
}

const BELONGS_TO_NO_CALL = new Set([
  'notifications/progress',
  'notifications/cancelled',
  'notifications/resources/updated',
]);

/** What failed after the server was refused a question fails for that (2026-07-28, basic, "Capabilities"). */
function throwIfLacking({ lacking }: Conversation): void {
  if (lacking !== undefined) throw capabilityMissing(lacking);
}

/** All calls to it are on one channel, so that it does not say for which of them it asks. */
function mixesCalls(entry: ServerEntry): boolean {
  return entry.shared && !('url' in entry && entry.transport === 'streamable-http');
}

/** Servers of old do not know of retries. */
function retryFor(face: ServerFace, retry: JsonObject): JsonObject {
  return face.era === 'modern' ? retry : {};
}

/** Under the token of the request that is there now, which may be another one than began the call. */
function tellProgress(seat: Seat | undefined, progress: JsonObject): void {
  const progressToken = seat?.meta?.['progressToken'];
  if (seat === undefined || progressToken === undefined) return;
  seat.caller.notify({ method: 'notifications/progress', params: { ...progress, progressToken } });
}
