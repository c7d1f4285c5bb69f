import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { GatewayRates } from './gateway-rates.js';
import type { JobsReading, McpReading, NodesReading, PullsReading, ServicesReading } from './readings.js';

/** Link says whether an app answers. */
export interface Link {
  readonly name: UpstreamName;
  readonly ok: boolean;
  /** Since when it is so, RFC 3339. */
  readonly since: string;
  /** Why it does not. */
  readonly reason?: string;
  /** What it lacks by its own word, and what of it could not be read. */
  readonly problems: readonly LinkProblem[];
}

export interface LinkProblem {
  readonly name: string;
  readonly reason: string;
}

/** Attention is something that somebody should look at. */
export interface Attention {
  /** The same for as long as it lasts. */
  readonly id: string;
  readonly level: 'critical' | 'warning' | 'notice';
  readonly cause: string;
  /** RFC 3339. */
  readonly since: string;
  /** The one next step. */
  readonly next: string;
  readonly about: { readonly kind: string; readonly id: string; readonly node?: string };
}

/** LiveState is all that pages are told, by kind; absent is what nobody could read yet, or may not. */
export interface LiveState {
  readonly links?: { readonly links: readonly Link[] };
  readonly nodes?: NodesReading;
  readonly services?: ServicesReading;
  readonly jobs?: JobsReading;
  readonly gateway?: GatewayRates;
  readonly mcp?: McpReading;
  readonly pulls?: PullsReading;
  readonly attention?: { readonly items: readonly Attention[] };
}
