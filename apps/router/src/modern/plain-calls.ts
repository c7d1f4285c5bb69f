import type { Logger } from '@app/http';
import type { HubCaller, McpFailure, McpHub } from '@app/mcp';
import { callFailure } from '../mcp/call-failure.js';
import { failureStatus, type FailureStatus } from '../mcp/failure-status.js';
import type { RunningCalls } from '../mcp/running-calls.js';
import { SERVER_INFO } from '../mcp/server-info.js';
import type { Visit } from '../mcp/visit.js';
import { KnownEnvelopes } from '../plain/known-envelopes.js';
import { asModern, PlainAnswer } from '../plain/plain-answer.js';
import type { PlainCall } from '../plain/plain-call.js';
import { wantsHeaders } from './headered-server.js';
import { modernCapabilities, modernRequest } from './modern-request.js';

/** 2026-07-28, basic: this one is refused with 400, whoever found it out. */
const CAPABILITY_MISSING = -32_021;
const OK: FailureStatus = { status: 200, headers: {} };

/** PlainCalls serves calls of the modern era without the SDK, once it has shown that their client is in order. */
export class PlainCalls {
  readonly envelopes = new KnownEnvelopes();

  constructor(
    private readonly hub: McpHub,
    private readonly running: RunningCalls,
    private readonly logger: Logger,
  ) {}

  /** serve returns false for a call that is the SDK's, of which nothing was done. Throws `too_many_calls`. */
  async serve(visit: Visit, call: PlainCall): Promise<boolean> {
    if (!this.envelopes.has(visit.exchange, call)) return false;
    const answer = new PlainAnswer(visit.exchange, call.id);
    const caller = this.caller(visit, answer);
    if (await this.mirrorsArguments(call, caller)) return false;
    const release = this.running.take(visit.principal.id);
    try {
      await this.answer(visit, caller, answer);
    } finally {
      release();
    }
    return true;
  }

  private async answer({ exchange }: Visit, caller: HubCaller, answer: PlainAnswer): Promise<void> {
    const handled = this.hub.handle(modernRequest(exchange.body), caller);
    const outcome = await handled.then(
      (result) => ({ result }),
      (error: unknown) => ({ failure: callFailure(error, exchange.id, this.logger) }),
    );
    if ('failure' in outcome) answer.failure(outcome.failure, statusOf(outcome.failure));
    else answer.result(asModern(outcome.result, SERVER_INFO));
  }

  /** What a tool wants to see in headers too is compared by the SDK. */
  private async mirrorsArguments({ name }: PlainCall, caller: HubCaller): Promise<boolean> {
    try {
      const schema = await this.hub.toolSchema(name, caller);
      return schema !== undefined && wantsHeaders(schema);
    } catch (err) {
      // The call says it to the client.
      this.logger.debug({ request_id: caller.requestId, err }, 'the schema of a tool is not known');
      return false;
    }
  }

  private caller({ principal, view, exchange }: Visit, answer: PlainAnswer): HubCaller {
    return {
      principal,
      view,
      era: 'modern',
      door: 'mcp',
      capabilities: modernCapabilities(exchange.body),
      session: undefined,
      requestId: exchange.id,
      signal: exchange.signal,
      notify: (notification) => answer.tell(notification),
      ask: undefined,
    };
  }
}

function statusOf(failure: McpFailure): FailureStatus {
  if (failure.code === CAPABILITY_MISSING) return { status: 400, headers: {} };
  return failureStatus(failure) ?? OK;
}
