import type { ErrorTable } from '@app/http';
import type { ProviderErrorCode } from '@app/providers';

type OwnErrorCode =
  | 'model_not_allowed'
  | 'benchmark_not_possible'
  | 'confirm_required'
  | 'library_not_managed'
  | 'invalid_event_id'
  | 'pull_not_found'
  | 'model_busy'
  | 'default_in_file'
  | 'default_unwritable'
  | 'queue_full'
  | 'audit_unavailable'
  | 'no_credentials_configured';

type GatewayErrorCode = ProviderErrorCode | OwnErrorCode;

/** Every code that the gateway answers with beside those of the door; each has a heading in docs/errors.md. */
export const GATEWAY_ERRORS = {
  invalid_request: 400,
  unsupported_parameter: 400,
  unknown_parameter: 400,
  context_length_exceeded: 400,
  upstream_rejected: 400,
  benchmark_not_possible: 400,
  confirm_required: 400,
  library_not_managed: 400,
  invalid_event_id: 400,
  model_not_allowed: 403,
  model_not_found: 404,
  pull_not_found: 404,
  model_busy: 409,
  default_in_file: 409,
  upstream_rate_limited: 429,
  client_closed_request: 499,
  upstream_unreachable: 502,
  upstream_refused_credentials: 502,
  upstream_failed: 502,
  upstream_incomplete: 502,
  upstream_malformed: 502,
  upstream_overloaded: 503,
  queue_full: 503,
  audit_unavailable: 503,
  default_unwritable: 503,
  no_credentials_configured: 503,
  upstream_timeout: 504,
} as const satisfies Record<GatewayErrorCode, number> & ErrorTable;
