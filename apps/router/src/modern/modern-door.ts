import type { Logger } from '@app/http';
import { isJsonObject, type JsonObject } from '@app/kernel';
import type { McpHub } from '@app/mcp';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { RunningCalls } from '../mcp/running-calls.js';
import { SERVER_INFO } from '../mcp/server-info.js';
import type { Visit } from '../mcp/visit.js';
import { whenOver } from '../mcp/when-over.js';
import type { PlainCall } from '../plain/plain-call.js';
import { ModernCall } from './modern-call.js';
import { ModernListen } from './modern-listen.js';
import { OpenListens } from './open-listens.js';
import { PlainCalls } from './plain-calls.js';

/** Calls of one principal at once; subscription streams have a bound of their own. */
const MOST_CALLS = 512;

/**
 * ModernDoor serves the era without sessions (2026-07-28): each POST is a request of its own, checked and framed by the
 * SDK and answered by the hub. A client that closes the response has cancelled its call.
 */
export class ModernDoor {
  readonly listens = new OpenListens();
  private readonly calls = new RunningCalls(MOST_CALLS);
  private readonly listen: ModernListen;
  private readonly plain: PlainCalls;

  constructor(
    private readonly hub: McpHub,
    private readonly logger: Logger,
  ) {
    this.listen = new ModernListen(hub, this.listens, logger);
    this.plain = new PlainCalls(hub, this.calls, logger);
  }

  /** servePlain answers a plain call on the exchange itself, or returns false when the SDK has to look at it. */
  servePlain(visit: Visit, call: PlainCall): Promise<boolean> {
    return this.plain.serve(visit, call);
  }

  /** learn is told of a plain call that the SDK has served well: more of its kind do without the SDK. */
  learn(call: PlainCall): void {
    this.plain.envelopes.learn(call);
  }

  /** serve also answers what the SDK refuses: a malformed envelope, or headers and a body that disagree. */
  serve(visit: Visit, request: Request): Promise<Response> {
    const body = visit.exchange.body;
    if (!isJsonObject(body)) return this.call(visit, request, {});
    if (body['method'] === 'subscriptions/listen') return this.listen.serve(visit, request, body);
    if (body['method'] === 'server/discover') return this.discover(visit, request, body);
    return this.call(visit, request, body);
  }

  private async discover(visit: Visit, request: Request, body: JsonObject): Promise<Response> {
    const { capabilities, instructions } = await this.hub.face(visit.view, visit.principal, 'modern');
    const server = () => new Server(SERVER_INFO, { capabilities, ...(instructions && { instructions }) });
    return createMcpHandler(server, { legacy: 'reject' }).fetch(request, { parsedBody: body });
  }

  private async call(visit: Visit, request: Request, body: JsonObject): Promise<Response> {
    const release = this.calls.take(visit.principal.id);
    whenOver(visit.exchange, release);
    const call = new ModernCall(this.hub, visit, body, this.logger);
    const handler = createMcpHandler(() => call.server(), { legacy: 'reject' });
    return call.amended(await handler.fetch(request, { parsedBody: visit.exchange.body }));
  }
}
