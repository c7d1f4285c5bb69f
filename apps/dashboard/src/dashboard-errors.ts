import type { ErrorTable } from '@app/http';

/** Every code that the dashboard answers with beside those of the door; each has a heading in docs/errors.md. */
export const DASHBOARD_ERRORS: ErrorTable = {
  session_required: 401,
  sign_in_refused: 401,
  sign_in_not_configured: 503,
  too_many_sign_ins: 429,
  csrf_failed: 403,
  too_many_pages: 429,
  not_gathered: 406,
  not_configured: 404,
  node_gpu_lost: 409,
  upstream_unavailable: 503,
  upstream_refused_credentials: 502,
  upstream_failed: 502,
  upstream_malformed: 502,
};
