/** Decision says whether somebody may use something, and by which rule. */
export interface Decision {
  readonly allowed: boolean;
  /** `server.deny_clients`, `tools.allow`, `scopes` and so on; `default` when no rule spoke. */
  readonly rule: string;
  /** For operators; a client that is refused is told nothing of it. */
  readonly reason: string;
}
