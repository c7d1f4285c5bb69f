import type { ErrorTable } from '@app/http';
import type { ProviderErrorCode } from '@app/providers';

type GatewayErrorCode = ProviderErrorCode | 'model_not_allowed' | 'benchmark_not_possible';

/** Every code that the gateway answers with beside those of the door; each has a heading in docs/errors.md. */
export const GATEWAY_ERRORS = {
  invalid_request: 400,
  unsupported_parameter: 400,
  unknown_parameter: 400,
  context_length_exceeded: 400,
  upstream_rejected: 400,
  benchmark_not_possible: 400,
  model_not_allowed: 403,
  model_not_found: 404,
  upstream_rate_limited: 429,
  client_closed_request: 499,
  upstream_unreachable: 502,
  upstream_refused_credentials: 502,
  upstream_failed: 502,
  upstream_incomplete: 502,
  upstream_malformed: 502,
  upstream_overloaded: 503,
  upstream_timeout: 504,
} as const satisfies Record<GatewayErrorCode, number> & ErrorTable;
