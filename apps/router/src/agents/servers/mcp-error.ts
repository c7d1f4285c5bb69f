import { DomainError, isJsonObject } from '@app/kernel';
import type { McpFailure } from '@app/mcp';

/** JSON-RPC 2.0, section 5.1: what the caller can mend. */
const REFUSED = new Set([-32_600, -32_601, -32_602]);

/** mcpError is a failure of the hub or of a server for a door that speaks no MCP. */
export function mcpError({ code, message, data }: McpFailure): DomainError {
  if (!isJsonObject(data) || typeof data['code'] !== 'string') {
    return new DomainError(REFUSED.has(code) ? 'mcp_call_refused' : 'mcp_call_failed', message);
  }
  const { code: name, retryAfter } = data;
  return new DomainError(name, message, typeof retryAfter === 'number' ? { retryAfter } : {});
}
