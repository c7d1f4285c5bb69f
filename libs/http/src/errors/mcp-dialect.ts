import type { ErrorDialect } from './error-dialect.js';

/** Codes of JSON-RPC 2.0, section 5.1, and the one that clients of MCP's sessions know. */
const RPC_CODES: Readonly<Record<string, number>> = {
  invalid_json: -32_700,
  invalid_request: -32_600,
  session_not_found: -32_001,
  internal_error: -32_603,
};

/**
 * mcpDialect writes a refused HTTP request as a JSON-RPC error, which is what an MCP client reads. A code that the
 * protocol does not know is the HTTP status: its own range is reserved (2026-07-28, basic, error codes).
 */
export const mcpDialect: ErrorDialect = ({ code, message, retryAfter }, status, requestId) => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: {
    jsonrpc: '2.0',
    id: null,
    error: {
      code: RPC_CODES[code] ?? status,
      message,
      data: { code, request_id: requestId, ...(retryAfter !== undefined && { retryAfter }) },
    },
  },
});
