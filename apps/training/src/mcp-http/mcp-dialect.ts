import type { ErrorDialect } from '@app/http';

/** Codes of JSON-RPC 2.0, section 5.1. */
const RPC_CODES: Readonly<Record<string, number>> = {
  invalid_json: -32_700,
  invalid_request: -32_600,
  internal_error: -32_603,
};

/** mcpDialect writes a refused request as a JSON-RPC error; a code that the protocol does not know is the HTTP status. */
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
