import type { JsonObject } from '@app/kernel';
import {
  McpFailure,
  type HubCaller,
  type HubEvent,
  type HubSession,
  type McpHub,
  type McpNotification,
  type McpRequest,
  type View,
} from '@app/mcp';

interface FakeListener {
  readonly view: View;
  readonly principal: string;
  readonly session: string | undefined;
  readonly listener: (event: HubEvent) => void;
}

type Tool = (caller: HubCaller, params: JsonObject) => Promise<JsonObject>;

const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: { listChanged: true },
  resources: { listChanged: true, subscribe: true },
  logging: {},
};

/** FakeHub is a hub without servers: its tools do what a test of the endpoints needs. */
export class FakeHub implements McpHub {
  /** What was asked, in order. */
  readonly asked: { request: McpRequest; caller: HubCaller }[] = [];
  readonly endedSessions: string[] = [];
  readonly notified: { notification: McpNotification; from: HubSession }[] = [];
  readonly listeners = new Set<FakeListener>();
  /** Ids of the HTTP requests whose call was cancelled. */
  readonly cancelled: string[] = [];
  /** Extra tools, by name. */
  readonly tools: Record<string, Tool> = {
    echo: async ({ requestId }, { arguments: given }) => ({ ...said('echo'), given, requestId }),
    progress: async ({ notify }, { _meta }) => {
      const progressToken = (_meta as JsonObject | undefined)?.['progressToken'];
      for (const progress of [1, 2, 3]) {
        notify({ method: 'notifications/progress', params: { progressToken, progress, total: 3 } });
      }
      return said('done');
    },
    wait: (caller) => this.wait(caller),
    ask: async ({ ask }) => {
      const answer = await ask?.({ method: 'elicitation/create', params: { message: 'who?', ...form() } });
      return said(JSON.stringify(answer));
    },
    limited: async () => {
      throw new McpFailure(1009, 'too fast', { code: 'mcp_rate_limited', retryAfter: 7 });
    },
    broken: async () => {
      throw new Error('the password is hunter2');
    },
  };
  capabilities: JsonObject = CAPABILITIES;
  readonly schemas: Record<string, JsonObject> = {};

  async face() {
    return { capabilities: this.capabilities, instructions: 'Be kind.' };
  }

  async handle(request: McpRequest, caller: HubCaller): Promise<JsonObject> {
    this.asked.push({ request, caller });
    const { method, params = {} } = request;
    const { name = '' } = params as { name?: string };
    if (method === 'tools/list') return { tools: this.listed(caller) };
    if (method === 'tools/call') return this.call(name, caller, params);
    if (method === 'resources/subscribe' || method === 'logging/setLevel') return {};
    throw new McpFailure(-32_601, `Method not found: ${method}`);
  }

  subscribe(
    view: View,
    { id }: { id: string },
    listener: (event: HubEvent) => void,
    session?: string,
  ): () => void {
    const entry = { view, principal: id, session, listener };
    this.listeners.add(entry);
    return () => void this.listeners.delete(entry);
  }

  refresh(): void {}

  async toolSchema(name: string): Promise<JsonObject | undefined> {
    return this.schemas[name];
  }

  async notify(notification: McpNotification, from: HubSession): Promise<void> {
    this.notified.push({ notification, from });
  }

  async endSession(session: string): Promise<void> {
    this.endedSessions.push(session);
  }

  emit(event: HubEvent): void {
    for (const { listener } of this.listeners) listener(event);
  }

  private listed({ principal }: HubCaller): JsonObject[] {
    return Object.keys(this.tools)
      .filter((name) => principal.tools.some((pattern) => pattern === '*' || pattern === name))
      .map((name) => ({ name, description: name, inputSchema: { type: 'object' } }));
  }

  private call(name: string, caller: HubCaller, params: JsonObject): Promise<JsonObject> {
    const tool = this.tools[name];
    if (!tool) throw new McpFailure(-32_602, `Unknown tool: ${name}`);
    return tool(caller, params);
  }

  private wait({ signal, requestId }: HubCaller): Promise<never> {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        this.cancelled.push(requestId);
        reject(new McpFailure(1007, 'cancelled'));
      });
    });
  }
}

function said(text: string): JsonObject {
  return { content: [{ type: 'text', text }] };
}

function form(): JsonObject {
  return { requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } };
}
