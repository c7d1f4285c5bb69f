import { DomainError } from '@app/kernel';
import { McpFailure } from '@app/mcp';
import type { Logger } from '@app/http';

/** JSON-RPC 2.0, section 5.1. */
const INTERNAL_ERROR = -32_603;

/**
 * callFailure is what a client is told of a failed request: the failure of the server or of the hub in its own words,
 * and of anything unforeseen nothing but the request's id.
 */
export function callFailure(thrown: unknown, requestId: string, logger: Logger): McpFailure {
  if (thrown instanceof McpFailure) return thrown;
  if (thrown instanceof DomainError) return fromDomain(thrown);
  logger.error({ request_id: requestId, err: thrown }, 'unforeseen failure');
  return new McpFailure(INTERNAL_ERROR, `internal error; quote ${requestId} when you report it`);
}

function fromDomain({ code, message, retryAfter }: DomainError): McpFailure {
  return new McpFailure(INTERNAL_ERROR, message, { code, ...(retryAfter !== undefined && { retryAfter }) });
}
