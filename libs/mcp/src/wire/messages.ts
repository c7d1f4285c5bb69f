import type { JsonObject, JsonValue } from '@app/kernel';

/** Era is how a peer speaks: `modern` is 2026-07-28 and later, without sessions; `legacy` everything before. */
export type Era = 'legacy' | 'modern';

/** McpRequest is a request without its id, which is each connection's own. */
export interface McpRequest {
  readonly method: string;
  readonly params?: JsonObject | undefined;
}

export interface McpNotification {
  readonly method: string;
  readonly params?: JsonObject | undefined;
}

/** McpFailure is a JSON-RPC error as its peer worded it. */
export class McpFailure extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data?: JsonValue,
  ) {
    super(message);
    this.name = 'McpFailure';
  }
}
