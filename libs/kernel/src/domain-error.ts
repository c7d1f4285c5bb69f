export interface DomainErrorDetails {
  /** The input field at fault, as the client wrote it: `messages[0].content`. */
  readonly param?: string;
  /** Seconds after which the same call may succeed. */
  readonly retryAfter?: number;
  /** The model provider, server or node that failed. */
  readonly upstream?: string;
  readonly cause?: unknown;
}

/**
 * DomainError is a failure with a name: `code` for machines, `message` for the person who reads it.
 *
 * The message reaches the client, so it never holds a secret, a prompt, a stack or a path; `cause` never
 * leaves the process. Which status a code becomes is known at the edge alone.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly param: string | undefined;
  readonly retryAfter: number | undefined;
  readonly upstream: string | undefined;

  constructor(code: string, message: string, details: DomainErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DomainError';
    this.code = code;
    this.param = details.param;
    this.retryAfter = details.retryAfter;
    this.upstream = details.upstream;
  }
}
