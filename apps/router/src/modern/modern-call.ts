import type { Logger } from '@app/http';
import { isJsonObject, type JsonObject } from '@app/kernel';
import type { HubCaller, McpFailure, McpHub, McpNotification } from '@app/mcp';
import { McpServer, Server, type ServerContext } from '@modelcontextprotocol/server';
import { callFailure } from '../mcp/call-failure.js';
import { failureStatus } from '../mcp/failure-status.js';
import { SERVER_INFO } from '../mcp/server-info.js';
import type { Visit } from '../mcp/visit.js';
import { HeaderedServer, MAY_SAY_ANYTHING, wantsHeaders } from './headered-server.js';
import { modernCapabilities, modernRequest } from './modern-request.js';

/** Names that the core protocol gave up and the extension for tasks uses again: the SDK wants to be told of each. */
const REUSED = ['tasks/get', 'tasks/cancel'];
/** Params are the hub's business, which reads them as they were written. */
const ANYTHING = {
  '~standard': { version: 1, vendor: 'switchyard', validate: (value: unknown) => ({ value }) },
} as const;

/** ModernCall is one request of the modern era on its way to the hub. */
export class ModernCall {
  /** Why it failed, once it has. */
  private failure: McpFailure | undefined;

  constructor(
    private readonly hub: McpHub,
    private readonly visit: Visit,
    private readonly body: JsonObject,
    private readonly logger: Logger,
  ) {}

  /** server returns the SDK's side of this one exchange, which refuses headers that say something else than the body. */
  async server(): Promise<McpServer | Server> {
    const product = await this.product();
    const server = product instanceof McpServer ? product.server : product;
    server.removeRequestHandler('logging/setLevel');
    server.fallbackRequestHandler = (_request, context) => this.answer(context);
    for (const method of REUSED) {
      server.setRequestHandler(method, { params: ANYTHING }, (_params, context) => this.answer(context));
    }
    return product;
  }

  /** amended gives a whole answer the status that its failure has in HTTP. A stream that has begun keeps its 200. */
  amended(answer: Response): Response {
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (!this.failure || isStream || answer.status !== 200) return answer;
    const amendment = failureStatus(this.failure);
    if (!amendment) return answer;
    const headers = { ...Object.fromEntries(answer.headers), ...amendment.headers };
    return new Response(answer.body, { status: amendment.status, headers });
  }

  /** Only the SDK's larger server compares `Mcp-Param-*` headers; few tools want it. */
  private async product(): Promise<McpServer | Server> {
    const schema = await this.toolSchema();
    return schema !== undefined && wantsHeaders(schema)
      ? new HeaderedServer(schema)
      : new Server(SERVER_INFO, { capabilities: MAY_SAY_ANYTHING });
  }

  private async toolSchema(): Promise<JsonObject | undefined> {
    const { method, params } = this.body;
    const name = isJsonObject(params) ? params['name'] : undefined;
    if (method !== 'tools/call' || typeof name !== 'string') return undefined;
    try {
      const signal = new AbortController().signal;
      return await this.hub.toolSchema(
        name,
        this.caller(signal, () => undefined),
      );
    } catch (err) {
      // The call says it to the client.
      this.logger.debug({ request_id: this.visit.exchange.id, err }, 'the schema of a tool is not known');
      return undefined;
    }
  }

  private caller(signal: AbortSignal, notify: HubCaller['notify']): HubCaller {
    const { principal, view, exchange } = this.visit;
    const capabilities = modernCapabilities(this.body);
    const fixed = { era: 'modern', door: 'mcp', session: undefined, ask: undefined } as const;
    return { ...fixed, principal, view, capabilities, requestId: exchange.id, signal, notify };
  }

  private async answer({ mcpReq }: ServerContext): Promise<JsonObject> {
    const caller = this.caller(mcpReq.signal, (notification) => this.tell(notification, mcpReq));
    try {
      return await this.hub.handle(modernRequest(this.body), caller);
    } catch (error) {
      this.failure = callFailure(error, this.visit.exchange.id, this.logger);
      throw this.failure;
    }
  }

  private tell(notification: McpNotification, { notify }: ServerContext['mcpReq']): void {
    notify(notification).catch((err: unknown) => {
      this.logger.debug({ request_id: this.visit.exchange.id, err }, 'a notification was not sent');
    });
  }
}
