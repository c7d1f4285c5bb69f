import type { ErrorDialect } from '@app/http';

/** detailDialect is how the routes below `/api/` tell a failure: `{detail}`, with our code beside it. */
export const detailDialect: ErrorDialect = (error, status, requestId) => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: { detail: error.message, code: error.code, request_id: requestId },
});
