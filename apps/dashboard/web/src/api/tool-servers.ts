import { routerToolServersCall, routerToolServersList, routerToolServersTools } from './generated/index.js';

/** A server whose tools the session may use. */
export interface ToolServer {
  readonly name: string;
  readonly state: string;
  readonly description: string | null;
}

/** A tool as its server describes it. */
export interface ServerTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: Readonly<Record<string, unknown>>;
  readonly annotations?: { readonly destructiveHint?: boolean; readonly readOnlyHint?: boolean };
}

/** What a tool answered, as MCP has it. */
export interface ToolResult {
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

export async function readToolServers(signal: AbortSignal): Promise<readonly ToolServer[]> {
  return ((await routerToolServersList({ signal })) as { servers: readonly ToolServer[] }).servers;
}

export async function readServerTools(name: string, signal: AbortSignal): Promise<readonly ServerTool[]> {
  return ((await routerToolServersTools({ path: { name }, signal })) as { tools: readonly ServerTool[] })
    .tools;
}

/** callTool has a server do it; the policy is the router's. Throws a Problem when it is refused. */
export function callTool(
  server: string,
  tool: string,
  given: Record<string, unknown>,
  signal: AbortSignal,
): Promise<ToolResult> {
  const body = { tool, arguments: given };
  return routerToolServersCall({ path: { name: server }, body, signal }) as Promise<ToolResult>;
}
