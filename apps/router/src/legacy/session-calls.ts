import type { Logger } from '@app/http';
import { DomainError, type JsonObject } from '@app/kernel';
import type { HubCaller, McpHub, McpNotification } from '@app/mcp';
import type { JSONRPCRequest, ServerContext } from '@modelcontextprotocol/server';
import { callFailure } from '../mcp/call-failure.js';
import { REQUEST_ID } from '../mcp/web-request.js';
import { askClient } from './ask-client.js';
import { FirstWords } from './first-words.js';
import type { RequestId } from './request-ids.js';

const MOST_CALLS = 128;

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
  private endedAt = 0;
  readonly firstWords = new FirstWords();

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
    if (!ids.some((id) => this.running.has(id))) return;
    throw new DomainError('invalid_request', 'id: a request with this id is still running', { param: 'id' });
  }

  /** answer resolves with the hub's result, or rejects with what the client is told. */
  async answer({ method, params }: JSONRPCRequest, context: ServerContext): Promise<JsonObject> {
    const { hub, logger, caller, cancelled } = this.options;
    const { id, signal } = context.mcpReq;
    const { session, ...client } = caller();
    const requestId = context.http?.req?.headers.get(REQUEST_ID) ?? session;
    this.running.add(id);
    try {
      return await hub.handle(
        { method, params: params as JsonObject | undefined },
        {
          ...client,
          era: 'legacy',
          session,
          requestId,
          signal,
          notify: (notification) => this.pass(notification, context),
          ask: (question) => {
            this.firstWords.said(id, undefined);
            return askClient(context, question);
          },
        },
      );
    } catch (error) {
      const failure = callFailure(error, requestId, logger);
      this.firstWords.said(id, failure);
      throw failure;
    } finally {
      this.firstWords.said(id, undefined);
      this.running.delete(id);
      this.endedAt = performance.now();
      if (signal.aborted) await cancelled(id);
    }
  }

  private pass({ method, params }: McpNotification, { mcpReq }: ServerContext): void {
    this.firstWords.said(mcpReq.id, undefined);
    mcpReq.notify({ method, ...(params && { params }) }).catch((err: unknown) => {
      this.options.logger.debug({ err }, 'a notification was not sent');
    });
  }
}
