import { DomainError, type DomainErrorDetails } from '@app/kernel';

/** Every code that a provider may throw; the edge maps each to a status. */
export const PROVIDER_ERRORS = [
  'invalid_request',
  'unsupported_parameter',
  'unknown_parameter',
  'context_length_exceeded',
  'model_not_found',
  'upstream_rejected',
  'upstream_rate_limited',
  'upstream_unreachable',
  'upstream_refused_credentials',
  'upstream_failed',
  'upstream_overloaded',
  'upstream_timeout',
  'upstream_incomplete',
  'upstream_malformed',
  'client_closed_request',
] as const;

export type ProviderErrorCode = (typeof PROVIDER_ERRORS)[number];

/** providerError builds a DomainError whose code the compiler checks. */
export function providerError(
  code: ProviderErrorCode,
  message: string,
  details?: DomainErrorDetails,
): DomainError {
  return new DomainError(code, message, details);
}
