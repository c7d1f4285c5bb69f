import type { Decision } from './decision.js';

/** Principal is who calls, as the router's guard found out: never what a client says of itself. */
export interface Principal {
  readonly id: string;
  /** The patterns of the client's scope `tools`, over `<server>/<tool>`; prompts and resources are for `<server>/*`. */
  readonly tools: readonly string[];
}

/** The kinds of things that a server has, as an entry of the registry calls them. */
export type UseKind = 'tools' | 'prompts' | 'resources';

/** ToolUse is something of a server that somebody wants to see or use. */
export interface ToolUse {
  readonly server: string;
  /** Its native name, or its URI; undefined when the server as a whole is meant. */
  readonly tool: string | undefined;
  /** What it is; a tool unless it is said. */
  readonly kind?: UseKind;
}

/** ToolPolicy says who may use what. Listing and calling ask the same question, so nothing is listed that is refused. */
export interface ToolPolicy {
  decide(principal: Principal, use: ToolUse): Decision;
  /**
   * take counts a call against the server's limit for this principal. Throws `mcp_rate_limited` with the seconds after which
   * the next one passes.
   */
  take(principal: Principal, server: string): Promise<void>;
}
