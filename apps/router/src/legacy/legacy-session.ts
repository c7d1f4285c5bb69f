import { randomBytes } from 'node:crypto';
import type { Logger } from '@app/http';
import type { JsonObject } from '@app/kernel';
import type { McpFailure, McpHub, McpNotification, Principal, View } from '@app/mcp';
import { Server, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import type { Admission } from '../access/mcp-access.js';
import { isSame } from '../access/same-principal.js';
import { failureStatus, type FailureStatus } from '../mcp/failure-status.js';
import { SERVER_INFO } from '../mcp/server-info.js';
import { sendResponse } from '../mcp/send-response.js';
import type { Visit } from '../mcp/visit.js';
import { webRequest } from '../mcp/web-request.js';
import { whenOver } from '../mcp/when-over.js';
import { PlainAnswer } from '../plain/plain-answer.js';
import type { PlainCall } from '../plain/plain-call.js';
import type { EventLog } from './event-log.js';
import { cancelledId, requestIdsIn, type RequestId } from './request-ids.js';
import { SessionCalls, type SessionCaller } from './session-calls.js';
import { LIST_CHANGES, tellSession } from './session-news.js';

/** 128 random bits: a session id that nobody guesses. */
const ID_BYTES = 16;
/** The header that names a session. */
export const SESSION_ID = 'mcp-session-id';
/** What a client is told to wait before it comes back to a stream that broke off. */
const RETRY_MS = 1_000;
/** A cancelled call has no answer; this one only ends what the SDK keeps of it. */
const CANCELLED = { code: -32_800, message: 'the request was cancelled' };

type Face = Awaited<ReturnType<McpHub['face']>>;

export interface SessionParts {
  readonly hub: McpHub;
  readonly logger: Logger;
  readonly events: EventLog;
}

/**
 * LegacySession is one client that shook hands with `initialize` (2025-11-25 and before): the SDK's server and transport
 * for it, bound to the principal and the endpoint that it began with.
 */
export class LegacySession {
  readonly id = randomBytes(ID_BYTES).toString('hex');
  readonly view: View;
  /** Resolves when nothing of it is left here. */
  readonly ended: Promise<void>;
  private readonly server: Server;
  private readonly transport: WebStandardStreamableHTTPServerTransport;
  private readonly calls: SessionCalls;
  private admission: Admission;
  private openExchanges = 0;
  private quietSince = performance.now();
  private unsubscribe: () => void;

  constructor(
    private readonly parts: SessionParts,
    visit: Visit,
    face: Face,
  ) {
    this.view = visit.view;
    this.admission = visit;
    this.transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => this.id,
      eventStore: parts.events,
      retryInterval: RETRY_MS,
    });
    this.server = serverFor(face);
    this.calls = new SessionCalls({
      ...parts,
      caller: () => this.caller(),
      cancelled: (id) => this.conclude(id),
    });
    this.server.fallbackRequestHandler = (request, context) => this.calls.answer(request, context);
    this.server.fallbackNotificationHandler = (notification) => this.pass(notification as McpNotification);
    this.unsubscribe = this.subscribe();
    const ended = Promise.withResolvers<void>();
    this.ended = ended.promise;
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK's server is no event target
    this.server.onclose = () => {
      this.unsubscribe();
      this.calls.close();
      parts.events.clear();
      ended.resolve();
    };
  }

  get principal(): Principal {
    return this.admission.principal;
  }

  /** True from the handshake to the end. */
  get isOpen(): boolean {
    return this.transport.sessionId !== undefined && this.server.transport !== undefined;
  }

  /** Milliseconds since its last request, stream or call ended; 0 while there is one. */
  get quietFor(): number {
    if (this.openExchanges + this.calls.count > 0) return 0;
    return performance.now() - Math.max(this.quietSince, this.calls.lastEnd);
  }

  connect(): Promise<void> {
    return this.server.connect(this.transport);
  }

  /** serve answers one request of the client, whatever its method. Throws `too_many_calls` or `invalid_request`. */
  serve(visit: Visit, request: Request): Promise<Response> {
    const { body } = visit.exchange;
    this.admit(visit, requestIdsIn(body));
    const cancelled = cancelledId(body);
    if (cancelled !== undefined) this.calls.cancel(cancelled);
    return this.transport.handleRequest(request, { parsedBody: body });
  }

  /**
   * servePlain answers a tool call on the exchange itself: with JSON if it has its result at once, or fails by a limit,
   * and else with the SDK's stream. Throws as `serve` does.
   */
  async servePlain(visit: Visit, call: PlainCall): Promise<void> {
    const { exchange } = visit;
    this.admit(visit, [call.id]);
    const answer = new PlainAnswer(exchange, call.id, { [SESSION_ID]: this.id });
    const beginning = await this.calls.begin(call, exchange.id);
    if (beginning.kind === 'result') answer.result(beginning.result);
    else if (beginning.kind === 'failure') answer.failure(beginning.failure, limitStatus(beginning.failure));
    else if (beginning.kind === 'cancelled') answer.nothing();
    else await this.stream(visit, call);
  }

  /** recheck follows a change of what the client may do; one that may nothing any more is ended. */
  async recheck(): Promise<void> {
    const { again } = this.admission;
    const now = again();
    if (now?.id === this.principal.id) this.renew({ principal: now, again });
    else await this.close();
  }

  /** finish ends the stream that would stay open for ever; calls go on. */
  finish(): void {
    this.transport.closeStandaloneSSEStream();
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private admit(visit: Visit, ids: readonly RequestId[]): void {
    this.calls.refuse(ids);
    this.renew(visit);
    this.openExchanges += 1;
    whenOver(visit.exchange, () => {
      this.openExchanges -= 1;
      this.quietSince = performance.now();
    });
  }

  private async stream({ exchange }: Visit, { id }: PlainCall): Promise<void> {
    const answer = await this.transport.handleRequest(webRequest(exchange), { parsedBody: exchange.body });
    if (answer.status !== 200) this.calls.cancel(id);
    await sendResponse(exchange, answer);
  }

  private caller(): SessionCaller {
    const capabilities = (this.server.getClientCapabilities() ?? {}) as JsonObject;
    return { principal: this.principal, view: this.view, capabilities, session: this.id };
  }

  /** The SDK keeps to itself what is about its own requests: cancellation, progress, the end of the handshake. */
  private pass(notification: McpNotification): Promise<void> {
    const { principal, view, id: session } = this;
    const { method, params } = notification;
    return this.parts.hub.notify({ method, params }, { principal, view, session });
  }

  private renew({ principal, again }: Admission): void {
    const isChanged = !isSame(this.principal, principal);
    this.admission = { principal, again };
    if (!isChanged) return;
    this.unsubscribe();
    this.unsubscribe = this.subscribe();
  }

  private subscribe(): () => void {
    const { hub, logger } = this.parts;
    return hub.subscribe(
      this.view,
      this.principal,
      (event) => tellSession(this.server, event, logger),
      this.id,
    );
  }

  /** A cancelled call gets no answer, so its stream is ended here; what is sent then reaches nobody. */
  private async conclude(id: RequestId): Promise<void> {
    if (!this.isOpen) return;
    this.transport.closeSSEStream(id);
    await this.transport.send({ jsonrpc: '2.0', id, error: CANCELLED });
  }
}

/** Of old, a limit alone is said in HTTP too. */
function limitStatus(failure: McpFailure): FailureStatus {
  const status = failureStatus(failure);
  return status?.status === 429 ? status : { status: 200, headers: {} };
}

function serverFor({ capabilities, instructions }: Face): Server {
  const server = new Server(SERVER_INFO, {
    capabilities,
    ...(instructions && { instructions }),
    debouncedNotificationMethods: [...LIST_CHANGES],
  });
  // The hub keeps the levels.
  server.removeRequestHandler('logging/setLevel');
  return server;
}
