import type { JsonObject } from '@app/kernel';
import { McpServer } from '@modelcontextprotocol/server';
import { SERVER_INFO } from '../mcp/server-info.js';

/** Enough to let the SDK send anything within a call; no client sees it. */
export const MAY_SAY_ANYTHING = { logging: {}, tools: {}, prompts: {}, resources: {} };

/**
 * HeaderedServer is the SDK's server for one call of a tool that mirrors arguments in headers: the SDK checks them against
 * this schema (2026-07-28, basic/transports, "Custom headers from tool parameters").
 */
export class HeaderedServer extends McpServer {
  constructor(private readonly schema: JsonObject) {
    super(SERVER_INFO, { capabilities: { logging: {} } });
    this.server.registerCapabilities(MAY_SAY_ANYTHING);
  }

  override toolInputSchemaJson(): Record<string, unknown> {
    return this.schema;
  }
}

const known = new WeakMap<JsonObject, boolean>();

/** wantsHeaders tells whether a schema mirrors any argument in a header; schemas stay the same for many calls. */
export function wantsHeaders(schema: JsonObject): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const wants = JSON.stringify(schema).includes('"x-mcp-header"');
  known.set(schema, wants);
  return wants;
}
