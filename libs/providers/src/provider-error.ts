import { DomainError, type DomainErrorDetails } from '@app/kernel';

/** Every code that a provider may throw, with the status that the edge answers with. */
export const PROVIDER_ERRORS = {
  invalid_request: 400,
  unsupported_parameter: 400,
  unknown_parameter: 400,
  context_length_exceeded: 400,
  upstream_rejected: 400,
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
} as const satisfies Record<string, number>;

export type ProviderErrorCode = keyof typeof PROVIDER_ERRORS;

/** providerError builds a DomainError whose code the compiler checks. */
export function providerError(
  code: ProviderErrorCode,
  message: string,
  details?: DomainErrorDetails,
): DomainError {
  return new DomainError(code, message, details);
}
