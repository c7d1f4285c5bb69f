import { Client, type JSONRPCMessage } from '@modelcontextprotocol/client';
import { DomainError, type JsonObject } from '@app/kernel';
import { McpFailure, type Era, type McpNotification, type McpRequest } from '../wire/messages.js';
import { CallBudget } from './call-budget.js';
import { CallsInFlight } from './calls-in-flight.js';
import { fulfil, wantsInput } from './input-rounds.js';
import { LinkExchange } from './link-exchange.js';
import { faceOf, type LinkFace } from './link-face.js';
import { failureOf, serverCrashed, serverUnreachable, SessionLost } from './link-failure.js';
import { LinkInbox } from './link-inbox.js';
import type { LinkOptions } from './link-options.js';
import { startedWithin } from './link-start.js';
import { LinkWire, type WireOwner } from './link-wire.js';
import type { Call, Link, LinkEnd } from './link.js';
import { ModernSubscriptions } from './modern-subscriptions.js';
import { ParamHeaders } from './param-headers.js';
import { HEADER_MISMATCH, type RpcMessage } from './rpc-message.js';
import { ServerRequests } from './server-requests.js';

const PROBE_MS = 10_000;
/** How long a server may take to hear that its session is over. */
const GOODBYE_MS = 2_000;

/** SdkLink is a Link whose handshake and subscriptions are the SDK's, and whose messages pass as they are. */
export class SdkLink implements Link, WireOwner {
  private readonly wire: LinkWire;
  private readonly client: Client;
  private readonly calls: CallsInFlight;
  private readonly inbox: LinkInbox;
  private readonly headers = new ParamHeaders();
  private readonly end = Promise.withResolvers<LinkEnd>();
  private face: LinkFace = faceOf(undefined);
  private exchange: LinkExchange | undefined;
  private subscriptions: ModernSubscriptions | undefined;
  private closing: Promise<void> | undefined;
  /** Why we gave the link up, when it was not its user's wish. */
  private broken: string | undefined;
  private gone: LinkEnd | undefined;

  private constructor(private readonly options: LinkOptions) {
    this.calls = new CallsInFlight(options.exclusive);
    this.wire = new LinkWire(options.open(), this, options.carrier);
    const questions = new ServerRequests(this.calls, (message) => this.reply(message));
    this.inbox = new LinkInbox(this.calls, questions, options);
    this.client = sdkClient(options);
  }

  /** connect resolves when the server can be asked; when it rejects, nothing is left of the attempt. */
  static async connect(options: LinkOptions, signal: AbortSignal): Promise<SdkLink> {
    const link = new SdkLink(options);
    try {
      await link.start(signal);
      return link;
    } catch (error) {
      const endedEarly = link.wire.endedByItself ? link.gone : undefined;
      await link.close();
      if (!link.wire.endedByProbe || options.negotiate === 'legacy')
        throw startFailure(options.server, error, endedEarly);
    }
    return SdkLink.connect({ ...options, negotiate: 'legacy' }, signal);
  }

  get era(): Era {
    return this.client.getProtocolEra() ?? 'legacy';
  }

  get capabilities(): JsonObject {
    return this.face.capabilities;
  }

  get info(): JsonObject | undefined {
    return this.face.info;
  }

  get instructions(): string | undefined {
    return this.face.instructions;
  }

  get closed(): Promise<LinkEnd> {
    return this.end.promise;
  }

  async request(request: McpRequest, call: Call): Promise<JsonObject> {
    if (this.exchange === undefined || this.gone !== undefined) throw this.goneError();
    const budget = new CallBudget(this.options.server, call);
    try {
      return await this.answerTo(request, { call, budget }, this.exchange);
    } catch (error) {
      // Nothing broke: the server was started anew, and a new link is all that is needed.
      if (error instanceof SessionLost) void this.close();
      throw budget.signal.aborted ? budget.signal.reason : failureOf(this.options.server, error);
    } finally {
      budget.stop();
    }
  }

  async notify({ method, params }: McpNotification): Promise<void> {
    if (this.exchange === undefined || this.gone !== undefined) throw this.goneError();
    await this.exchange.notify(method, params);
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  take(message: RpcMessage, origin: number | undefined): boolean {
    return this.inbox.take(message, origin);
  }

  trouble(error: Error): void {
    this.options.trouble?.(error);
    // The SDK would open the event stream again, with a session that nobody made.
    if (this.options.carrier === 'sse' && this.exchange !== undefined)
      this.breakOff('its event stream broke off');
  }

  oversized(id: string | number | undefined): void {
    const call = this.calls.byId(id);
    call?.reject(call.tooLarge());
  }

  ended(): void {
    this.gone = this.endNow();
    this.subscriptions?.stop();
    this.calls.failAll(this.goneError());
    this.end.resolve(this.gone);
  }

  private async start(signal: AbortSignal): Promise<void> {
    const { server, startMs, client, capabilities } = this.options;
    const connected = this.client.connect(this.wire, { timeout: startMs });
    await startedWithin(server, connected, signal, startMs);
    this.face = faceOf(this.inbox.handshake);
    const { era } = this;
    const version = this.client.getNegotiatedProtocolVersion();
    this.exchange = new LinkExchange(server, this.wire, this.calls, { era, version, client, capabilities });
    this.inbox.takesQuestions = era === 'legacy';
    if (era === 'legacy') return;
    this.subscriptions = new ModernSubscriptions(this.client, this.face.capabilities);
    this.subscriptions.start();
  }

  private async answerTo(
    request: McpRequest,
    within: { readonly call: Call; readonly budget: CallBudget },
    exchange: LinkExchange,
  ): Promise<JsonObject> {
    const { subscriptions } = this;
    if (subscriptions?.takes(request) === true) return subscriptions.take(request);
    const once = (again: McpRequest): Promise<JsonObject> => this.once(again, within, exchange);
    const result = await once(request);
    if (!wantsInput(result) || within.call.takesInputRequired) return result;
    return fulfil(request, result, within, once);
  }

  private async once(
    request: McpRequest,
    within: { readonly call: Call; readonly budget: CallBudget },
    exchange: LinkExchange,
  ): Promise<JsonObject> {
    const { headers } = this;
    const modernHttp = this.era === 'modern' && this.wire.hasPerRequestStream;
    if (!modernHttp) return exchange.run(request, within);
    if (request.method !== 'tools/call') {
      const result = await exchange.run(request, within);
      if (request.method === 'tools/list') headers.learn(result);
      return result;
    }
    try {
      return await exchange.run(request, within, headers.of(request.params));
    } catch (error) {
      const unlisted = headers.empty && error instanceof McpFailure && error.code === HEADER_MISMATCH;
      if (!unlisted) throw error;
      headers.learn(await exchange.run({ method: 'tools/list' }, within));
      return exchange.run(request, within, headers.of(request.params));
    }
  }

  private reply(message: RpcMessage): void {
    const sent = this.wire.send(message as unknown as JSONRPCMessage);
    sent.catch((error: unknown) => this.options.trouble?.(failureOf(this.options.server, error)));
  }

  private breakOff(why: string): void {
    this.broken ??= why;
    void this.close();
  }

  private async shut(): Promise<void> {
    this.subscriptions?.stop();
    const goodbye = this.broken === undefined ? this.wire.terminateSession() : Promise.resolve();
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => late.resolve(), GOODBYE_MS);
    // A server that does not take the goodbye forgets the session by itself.
    await Promise.race([goodbye.catch(() => undefined), late.promise]);
    clearTimeout(timer);
    try {
      await this.wire.close();
    } catch (error) {
      this.options.trouble?.(failureOf(this.options.server, error));
    }
  }

  private endNow(): LinkEnd {
    if (this.broken !== undefined) return { reason: 'broken', detail: this.broken };
    if (this.closing !== undefined) return { reason: 'closed', detail: 'it was stopped' };
    const byItself = this.options.carrier === 'channel';
    return { reason: byItself ? 'exited' : 'broken', detail: this.wire.ending ?? 'the connection ended' };
  }

  private goneError(): Error {
    return serverCrashed(this.options.server, this.gone?.detail ?? 'the connection ended');
  }
}

/** A server that ended by itself says more by that than by the connection that was lost. */
function startFailure(server: string, error: unknown, end: LinkEnd | undefined): Error {
  if (end === undefined || error instanceof DomainError) return failureOf(server, error);
  return serverUnreachable(server, `it ended at its start: ${end.detail}`, error);
}

function sdkClient({ client, capabilities, negotiate, startMs }: LinkOptions): Client {
  const timeoutMs = Math.min(PROBE_MS, startMs / 2);
  return new Client(
    { ...client },
    {
      capabilities,
      inputRequired: { autoFulfill: false },
      versionNegotiation:
        negotiate === 'legacy' ? { mode: 'legacy' } : { mode: 'auto', probe: { timeoutMs } },
    },
  );
}
