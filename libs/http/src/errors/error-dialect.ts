import type { DomainError } from '@app/kernel';

/** ErrorTable gives each code its status. Codes of the door itself are in `DOOR_ERRORS`. */
export type ErrorTable = Readonly<Record<string, number>>;

/** DOOR_ERRORS are the failures that any app's HTTP door can answer with. */
export const DOOR_ERRORS = {
  invalid_request: 400,
  invalid_json: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  unsupported_media_type: 415,
  overloaded: 503,
  shutting_down: 503,
  internal_error: 500,
} as const satisfies ErrorTable;

interface ErrorAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: object;
}

/** ErrorDialect writes a failure in the words that one family of clients understands. */
export type ErrorDialect = (error: DomainError, status: number, requestId: string) => ErrorAnswer;

/** openAiDialect: https://platform.openai.com/docs/guides/error-codes; all four keys are always present. */
export const openAiDialect: ErrorDialect = (error, status) => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: openAiError(error, status),
});

/** openAiError is the object that goes into a response body or into an event of a broken stream. */
export function openAiError(error: DomainError, status: number) {
  return {
    error: { message: error.message, type: openAiType(status), param: error.param ?? null, code: error.code },
  };
}

function openAiType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 404) return 'not_found_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'api_error';
}

/** problemDialect: RFC 9457, with our `code` and the request's id. */
export const problemDialect: ErrorDialect = (error, status, requestId) => ({
  status,
  contentType: 'application/problem+json; charset=utf-8',
  body: {
    type: 'about:blank',
    title: error.code.replaceAll('_', ' '),
    status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    ...(error.param !== undefined && { param: error.param }),
  },
});
