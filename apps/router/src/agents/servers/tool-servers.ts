import type { CancelSignal, JsonObject } from '@app/kernel';
import { McpFailure, type McpHub, type McpRequest, type ServerPool } from '@app/mcp';
import type { Visitor } from '../access/visitor.js';
import { mcpError } from './mcp-error.js';

/** ToolServers shows the MCP servers to clients that speak plain HTTP, each what its policy lets it see. */
export class ToolServers {
  constructor(
    private readonly hub: McpHub,
    private readonly pool: Pick<ServerPool, 'servers'>,
  ) {}

  async list(visitor: Visitor) {
    const all = [...this.pool.servers.values()];
    const seen = await Promise.all(all.map(({ id }) => this.sees(visitor, id)));
    const servers = all.filter((_server, place) => seen[place]);
    return {
      servers: servers.map(({ id, entry, health }) => ({
        name: id,
        state: health.state,
        scopes: entry.scopes,
        description: entry.description ?? null,
        project: entry.project ?? null,
      })),
    };
  }

  /** tools rejects with `mcp_server_not_found` for a server that is not there, or not for this client. */
  async tools(visitor: Visitor, server: string): Promise<{ tools: JsonObject[] }> {
    const tools: JsonObject[] = [];
    let cursor: JsonObject[string];
    do {
      const params = cursor === undefined ? {} : { cursor };
      const page = await this.ask(visitor, server, { method: 'tools/list', params });
      if (Array.isArray(page['tools'])) tools.push(...(page['tools'] as JsonObject[]));
      cursor = page['nextCursor'];
    } while (cursor !== undefined);
    return { tools };
  }

  /** call resolves with the tool's result as MCP has it, also with `isError`. */
  call(visitor: Visitor, server: string, tool: string, given: JsonObject): Promise<JsonObject> {
    return this.ask(visitor, server, { method: 'tools/call', params: { name: tool, arguments: given } });
  }

  /** A ping is answered by the hub itself, for the servers that the client sees. */
  private async sees({ principal, exchange }: Visitor, server: string): Promise<boolean> {
    try {
      await this.hub.handle({ method: 'ping' }, callerOf(principal, server, exchange));
      return true;
    } catch (error) {
      if (error instanceof McpFailure) return false;
      throw error;
    }
  }

  private async ask(
    { principal, exchange }: Visitor,
    server: string,
    request: McpRequest,
  ): Promise<JsonObject> {
    try {
      return await this.hub.handle(request, callerOf(principal, server, exchange));
    } catch (error) {
      throw error instanceof McpFailure ? mcpError(error) : error;
    }
  }
}

function callerOf(principal: Visitor['principal'], server: string, { id, signal }: Visitor['exchange']) {
  return {
    principal,
    view: { kind: 'server' as const, server },
    era: 'legacy' as const,
    door: 'api' as const,
    capabilities: {},
    session: undefined,
    requestId: id,
    signal: abortSignalOf(signal),
    notify: () => undefined,
    ask: undefined,
  };
}

function abortSignalOf(signal: CancelSignal): AbortSignal {
  const left = new AbortController();
  const leave = () => left.abort(signal.reason);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  return left.signal;
}
