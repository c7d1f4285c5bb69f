import { DomainError } from '@app/kernel';

/** Every code that this room may throw; the edge maps each to a status. */
export const DOCKER_ERRORS = [
  'node_not_found',
  'node_unreachable',
  'node_timeout',
  'node_tls_failed',
  'node_tls_material_invalid',
  'node_proxy_failed',
  'node_proxy_refused',
  'node_outcome_unknown',
  'node_version_unsupported',
  'node_failed',
  'node_rejected',
  'node_answer_malformed',
  'node_answer_too_large',
  'node_changing',
  'call_cancelled',
  'parameter_refused',
  'container_not_found',
  'container_conflict',
  'image_not_found',
  'image_reference_invalid',
  'image_pull_failed',
  'log_stream_malformed',
  'service_not_found',
  'compose_missing',
  'compose_failed',
  'compose_timeout',
  'compose_answer_malformed',
] as const;

export type DockerErrorCode = (typeof DOCKER_ERRORS)[number];

export interface DockerErrorDetails {
  readonly param?: string;
  readonly cause?: unknown;
}

/** dockerError builds a DomainError of the node whose code the compiler checks. */
export function dockerError(
  node: string,
  code: DockerErrorCode,
  message: string,
  details: DockerErrorDetails = {},
): DomainError {
  return new DomainError(code, message, { ...details, upstream: node });
}
