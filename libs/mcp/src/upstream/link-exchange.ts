import { SdkHttpError, type JSONRPCMessage } from '@modelcontextprotocol/client';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { McpFailure, type Era, type McpRequest } from '../wire/messages.js';
import type { CallBudget } from './call-budget.js';
import type { CallsInFlight } from './calls-in-flight.js';
import { correlated } from './correlation.js';
import { envelope, type ClientIdentity } from './link-face.js';
import { failureOf, httpStatus, messageTooLarge, serverCrashed, SessionLost } from './link-failure.js';
import type { LinkWire } from './link-wire.js';
import type { Call } from './link.js';
import { METHOD_NOT_FOUND, type RpcMessage } from './rpc-message.js';

/** A server that leaves a request's stream open behind its answer loses it after this time. */
const STREAM_LEFT_MS = 1_000;

/** How the link speaks, once the handshake is over. */
export interface Manner {
  readonly era: Era;
  readonly version: string | undefined;
  readonly client: ClientIdentity;
  readonly capabilities: JsonObject;
}

/** LinkExchange carries single requests: ids, progress tokens and cancellation in the way of each era. */
export class LinkExchange {
  constructor(
    private readonly server: string,
    private readonly wire: LinkWire,
    private readonly calls: CallsInFlight,
    private readonly manner: Manner,
  ) {}

  /** run resolves with the result as it came. `headers` are for HTTP alone. */
  async run(
    request: McpRequest,
    { call, budget }: { readonly call: Call; readonly budget: CallBudget },
    headers?: Readonly<Record<string, string>>,
  ): Promise<JsonObject> {
    budget.signal.throwIfAborted();
    const id = this.calls.nextId();
    const answer = Promise.withResolvers<JsonObject>();
    const stream = this.wire.hasPerRequestStream ? new AbortController() : undefined;
    const cancel = (): void => {
      answer.reject(budget.signal.reason);
      this.cancel(id, stream);
    };
    const tooLarge = (): Error => messageTooLarge(this.server);
    this.calls.add({ id, method: request.method, call, budget, tooLarge, ...answer });
    budget.signal.addEventListener('abort', cancel, { once: true });
    this.send(id, request, call, { requestSignal: stream?.signal, headers }, answer.reject);
    try {
      return await answer.promise;
    } catch (error) {
      throw budget.signal.aborted
        ? budget.signal.reason
        : await this.explain(error, id, request, { call, budget });
    } finally {
      budget.signal.removeEventListener('abort', cancel);
      this.calls.delete(id);
      if (stream !== undefined) setTimeout(() => stream.abort(), STREAM_LEFT_MS).unref();
    }
  }

  /** notify says what needs no answer. The modern era has no notifications of clients but cancellation. */
  async notify(method: string, params: JsonObject | undefined): Promise<void> {
    if (this.manner.era === 'modern') return;
    try {
      await this.wire.send(rpc({ jsonrpc: '2.0', method, params }));
    } catch (error) {
      throw failureOf(this.server, error);
    }
  }

  private send(
    id: number,
    { method, params }: McpRequest,
    call: Call,
    options: {
      readonly requestSignal: AbortSignal | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    },
    fail: (error: unknown) => void,
  ): void {
    const own = { ...this.envelope(call.capabilities), progressToken: id };
    const { _meta: given } = params ?? {};
    const message: RpcMessage = {
      jsonrpc: '2.0',
      id,
      method,
      params: { ...params, _meta: { ...(isJsonObject(given) && given), ...own } },
    };
    const onRequestStreamEnd = (): void => fail(serverCrashed(this.server, 'its answer broke off'));
    correlated(call.requestId, () => {
      this.wire.sendFor(id, rpc(message), { ...options, onRequestStreamEnd }).catch(fail);
    });
  }

  /** Closing the stream cancels in the modern era over HTTP; everywhere else the server is told (2026-07-28, "Cancellation"). */
  private cancel(id: number, stream: AbortController | undefined): void {
    if (this.manner.era === 'modern' && stream !== undefined) return stream.abort();
    const params: JsonObject = { requestId: id, reason: 'The call is over.' };
    const own = this.envelope(undefined);
    const told = this.wire.send(
      rpc({
        jsonrpc: '2.0',
        method: 'notifications/cancelled',
        params: own === undefined ? params : { ...params, _meta: own },
      }),
    );
    // A server that cannot be told any more has nothing left to cancel.
    told.catch(() => undefined).finally(() => stream?.abort());
  }

  private envelope(capabilities: JsonObject | undefined): JsonObject | undefined {
    const { era, version, client } = this.manner;
    return era === 'legacy' ? undefined : envelope(version, client, capabilities ?? this.manner.capabilities);
  }

  private async explain(
    error: unknown,
    id: number,
    request: McpRequest,
    within: { readonly call: Call; readonly budget: CallBudget },
  ): Promise<Error> {
    const status = httpStatus(error);
    const doubtful = status === 404 || status === 400;
    if (doubtful && this.wire.sessionId !== undefined && request.method !== 'ping') {
      // The specification says 404; servers that answer 400 to a session of theirs before a restart are common.
      if (status === 404 || !(await this.knowsSession(within))) return new SessionLost(this.server);
    }
    return rpcErrorIn(error, id) ?? failureOf(this.server, error);
  }

  private async knowsSession(within: { readonly call: Call; readonly budget: CallBudget }): Promise<boolean> {
    try {
      await this.run({ method: 'ping' }, within);
      return true;
    } catch (error) {
      return !(error instanceof McpFailure) || error.code === METHOD_NOT_FOUND;
    }
  }
}

const rpc = (message: RpcMessage): JSONRPCMessage => message as unknown as JSONRPCMessage;

/** Some servers send their JSON-RPC error with a status that is not 200; in the legacy era the SDK leaves it unread. */
function rpcErrorIn(error: unknown, id: number): McpFailure | undefined {
  const text: unknown = error instanceof SdkHttpError ? error.data.text : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    const body = JSON.parse(text) as RpcMessage | null;
    if (body?.id !== id || body.error === undefined) return undefined;
    return new McpFailure(body.error.code, body.error.message, body.error.data);
  } catch {
    // The body is no JSON: the status alone says what happened.
    return undefined;
  }
}
