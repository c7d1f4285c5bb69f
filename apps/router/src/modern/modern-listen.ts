import type { Logger } from '@app/http';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { offersTasks, tasksMissing, type McpFailure, type McpHub } from '@app/mcp';
import { createMcpHandler, Server, type ServerCapabilities } from '@modelcontextprotocol/server';
import { SERVER_INFO } from '../mcp/server-info.js';
import type { Visit } from '../mcp/visit.js';
import { whenOver } from '../mcp/when-over.js';
import { hubEvents } from './hub-events.js';
import { modernCapabilities } from './modern-request.js';
import type { OpenListens } from './open-listens.js';
import { WatchedResources } from './watched-resources.js';

/** ModernListen serves `subscriptions/listen`: one stream of changes, filtered by what the client asked to hear of. */
export class ModernListen {
  constructor(
    private readonly hub: McpHub,
    private readonly listens: OpenListens,
    private readonly logger: Logger,
  ) {}

  /** serve throws `too_many_subscriptions`, and what the hub says of a view that there is not. */
  async serve(visit: Visit, request: Request, body: JsonObject): Promise<Response> {
    if (wantsTasks(body) && !offersTasks(modernCapabilities(body))) return refused(body, tasksMissing());
    this.listens.refuseAnother(visit.principal);
    const face = await this.hub.face(visit.view, visit.principal);
    const watched = new WatchedResources(this.hub, visit, body, this.logger);
    const capabilities = face.capabilities as ServerCapabilities;
    const handler = createMcpHandler(() => new Server(SERVER_INFO, { capabilities }), {
      legacy: 'reject',
      bus: hubEvents(this.hub, visit),
    });
    const forget = this.listens.add(visit, () => handler.close());
    whenOver(visit.exchange, () => {
      forget();
      watched.end();
    });
    return handler.fetch(request, { parsedBody: await watched.watch() });
  }
}

function wantsTasks({ params }: JsonObject): boolean {
  const wanted = isJsonObject(params) ? params['notifications'] : undefined;
  return isJsonObject(wanted) && Array.isArray(wanted['taskIds']);
}

function refused({ id = null }: JsonObject, { code, message, data }: McpFailure): Response {
  return Response.json({ jsonrpc: '2.0', id, error: { code, message, data } }, { status: 400 });
}
