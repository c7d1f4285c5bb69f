import type { Logger } from '@app/http';
import { DomainError, type JsonObject } from '@app/kernel';
import type { HubCaller, McpHub, McpNotification } from '@app/mcp';
import type { JSONRPCRequest, ServerContext } from '@modelcontextprotocol/server';
import { callFailure } from '../mcp/call-failure.js';
import { REQUEST_ID } from '../mcp/web-request.js';
import type { PlainCall } from '../plain/plain-call.js';
import { askClient } from './ask-client.js';
import { EarlyCall, type Beginning } from './early-call.js';
import type { RequestId } from './request-ids.js';

const MOST_CALLS = 128;

type Asked = Pick<JSONRPCRequest, 'method' | 'params'>;
/** What of a caller is of one request alone. */
type Part = Pick<HubCaller, 'requestId' | 'signal' | 'notify' | 'ask'>;

/** What a session knows of its client, as it is when a call begins. */
export type SessionCaller = Pick<HubCaller, 'principal' | 'view' | 'capabilities'> & {
  readonly session: string;
};

export interface SessionCallsOptions {
  readonly hub: McpHub;
  readonly logger: Logger;
  readonly caller: () => SessionCaller;
  /** Told of each call whose client cancelled it, and which therefore gets no answer. */
  readonly cancelled: (id: RequestId) => Promise<void>;
}

/** SessionCalls are the requests of one session that the hub answers, while they run. */
export class SessionCalls {
  private readonly running = new Set<RequestId>();
  /** Of which the SDK knows nothing yet. */
  private readonly early = new Map<RequestId, EarlyCall>();
  private endedAt = 0;

  constructor(private readonly options: SessionCallsOptions) {}

  get count(): number {
    return this.running.size;
  }

  /** When the last one ended, in the clock of performance.now(). */
  get lastEnd(): number {
    return this.endedAt;
  }

  /** refuse throws for requests that may not begin: `too_many_calls`, or `invalid_request` for an id that is in use. */
  refuse(ids: readonly RequestId[]): void {
    if (this.running.size + ids.length > MOST_CALLS) {
      throw new DomainError('too_many_calls', `more than ${MOST_CALLS} calls at once`, { retryAfter: 1 });
    }
    if (!ids.some((id) => this.running.has(id) || this.early.has(id))) return;
    throw new DomainError('invalid_request', 'id: a request with this id is still running', { param: 'id' });
  }

  /**
   * begin starts a call before the SDK has seen it, and resolves with what becomes of it first. After `stream` the SDK is
   * to be given the request, and goes on with the call through `answer`; if it refuses, `cancel` ends the call.
   */
  async begin({ id, params }: PlainCall, requestId: string): Promise<Beginning> {
    const early = new EarlyCall((notification, context) => this.pass(notification, context));
    this.early.set(id, early);
    const part: Part = {
      requestId,
      signal: early.cancellation,
      notify: (notification) => early.notify(notification),
      ask: (question) => early.ask(question),
    };
    const beginning = await early.begin(() => this.handle(id, { method: 'tools/call', params }, part));
    if (beginning.kind !== 'stream') this.early.delete(id);
    return beginning;
  }

  /** cancel ends a call that the SDK does not know; it knows best how to end the others. */
  cancel(id: RequestId): void {
    this.early.get(id)?.cancel();
    this.early.delete(id);
  }

  /** close ends what the SDK does not end when it closes the session. */
  close(): void {
    for (const id of this.early.keys()) this.cancel(id);
  }

  /** answer resolves with the hub's result, or rejects with what the client is told. */
  async answer(request: JSONRPCRequest, context: ServerContext): Promise<JsonObject> {
    const { id, signal } = context.mcpReq;
    const early = this.early.get(id);
    this.early.delete(id);
    try {
      return await (early?.adopt(context) ?? this.handle(id, request, this.partOf(context)));
    } finally {
      if (signal.aborted) await this.options.cancelled(id);
    }
  }

  private async handle(id: RequestId, request: Asked, part: Part): Promise<JsonObject> {
    const { hub, logger, caller } = this.options;
    const { method, params } = request;
    this.running.add(id);
    try {
      return await hub.handle(
        { method, params: params as JsonObject | undefined },
        { ...caller(), era: 'legacy', door: 'mcp', ...part },
      );
    } catch (error) {
      throw callFailure(error, part.requestId, logger);
    } finally {
      this.running.delete(id);
      this.endedAt = performance.now();
    }
  }

  private partOf(context: ServerContext): Part {
    return {
      requestId: context.http?.req?.headers.get(REQUEST_ID) ?? this.options.caller().session,
      signal: context.mcpReq.signal,
      notify: (notification) => this.pass(notification, context),
      ask: (question) => askClient(context, question),
    };
  }

  private pass({ method, params }: McpNotification, { mcpReq }: ServerContext): void {
    mcpReq.notify({ method, ...(params && { params }) }).catch((err: unknown) => {
      this.options.logger.debug({ err }, 'a notification was not sent');
    });
  }
}
