import { DomainError } from '@app/kernel';
import type { ErrorDialect, ErrorTable } from '@app/http';

/** BridgeError is a refusal of the bridge that tells more than a message. */
export class BridgeError extends DomainError {
  constructor(
    code: BridgeCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    retryAfter?: number,
  ) {
    super(code, message, retryAfter === undefined ? {} : { retryAfter });
  }
}

/** What clients of the bridge know each code by, and its status. */
const BRIDGE_CODES = {
  unauthorized: ['AUTH_REQUIRED', 401],
  auth_invalid: ['AUTH_INVALID', 403],
  rate_limited: ['RATE_LIMITED', 429],
  invalid_json: ['INVALID_JSON', 400],
  invalid_request: ['INVALID_REQUEST', 400],
  tool_not_found: ['TOOL_NOT_FOUND', 404],
  tool_timeout: ['TOOL_TIMEOUT', 504],
  tool_failed: ['TOOL_EXECUTION_FAILED', 500],
  body_too_large: ['PAYLOAD_TOO_LARGE', 413],
} as const satisfies Readonly<Record<string, readonly [string, number]>>;
type BridgeCode = keyof typeof BRIDGE_CODES;

/** BRIDGE_STATUSES is the status of each code. */
export const BRIDGE_STATUSES: ErrorTable = Object.fromEntries(
  Object.entries(BRIDGE_CODES).map(([code, [, status]]) => [code, status]),
);

/** bridgeDialect writes failures in the bridge's envelope; those of HTTP itself are `HTTP_404` and so on. */
export function bridgeDialect({ maxBodyBytes }: { readonly maxBodyBytes: number }): ErrorDialect {
  return (error, status, request_id) => {
    const code = isBridgeCode(error.code) ? BRIDGE_CODES[error.code][0] : `HTTP_${status}`;
    const details = error.code === 'body_too_large' ? { max_body_bytes: maxBodyBytes } : detailsOf(error);
    const told = { code, message: error.message, ...(details && { details }) };
    return {
      status,
      contentType: 'application/json; charset=utf-8',
      body: { ok: false, request_id, error: told },
    };
  };
}

function isBridgeCode(code: string): code is BridgeCode {
  return Object.hasOwn(BRIDGE_CODES, code);
}

function detailsOf(error: DomainError): Readonly<Record<string, unknown>> | undefined {
  return error instanceof BridgeError && Object.keys(error.details).length > 0 ? error.details : undefined;
}
