import { isJsonObject } from '@app/kernel';
import type { McpFailure } from '@app/mcp';

const METHOD_NOT_FOUND = -32_601;

/** FailureStatus is what a failed call answers in HTTP, when it is the whole answer. */
export interface FailureStatus {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * failureStatus: 429 with Retry-After for a rate limit, 404 for a method or a server that there is not. Undefined for any
 * other failure, which is the server's own business.
 */
export function failureStatus({ code, data }: McpFailure): FailureStatus | undefined {
  const { code: name, retryAfter } = isJsonObject(data) ? data : {};
  if (name === 'mcp_rate_limited') {
    return { status: 429, headers: typeof retryAfter === 'number' ? { 'retry-after': `${retryAfter}` } : {} };
  }
  if (code === METHOD_NOT_FOUND || name === 'mcp_server_not_found') return { status: 404, headers: {} };
  return undefined;
}
