/** MessageOrigin is what can be said of a message that was not kept. */
export interface MessageOrigin {
  /** `unknown`: no JSON-RPC message, or none that could be told. */
  readonly kind: 'request' | 'notification' | 'response' | 'unknown';
  readonly id: string | number | undefined;
}
