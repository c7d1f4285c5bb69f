import { DomainError } from '@app/kernel';

/** Why no container of an approved server is lent. They travel to the router in the opening's answer. */
export type ImageErrorCode =
  | 'mcp_image_missing'
  | 'mcp_image_refused'
  | 'mcp_env_refused'
  | 'mcp_network_missing'
  | 'mcp_too_many_containers'
  | 'mcp_container_failed'
  | 'worker_stopping';

export interface ImageErrorDetails {
  readonly param?: string;
  readonly cause?: unknown;
}

/** imageError builds a DomainError of the server whose code the compiler checks. */
export function imageError(
  server: string,
  code: ImageErrorCode,
  message: string,
  details: ImageErrorDetails = {},
): DomainError {
  return new DomainError(code, message, { ...details, upstream: server });
}
