import type { ModelPull } from '../api/library-views.js';
import type { Job, PlatformNode, ServiceList } from '../api/ops-views.js';

/** Whether an app behind the dashboard answers. */
export interface AppLink {
  readonly name: 'ops' | 'gateway' | 'router';
  readonly ok: boolean;
  readonly since: string;
  readonly reason?: string;
  /** What it lacks by its own word, and what of it could not be read. */
  readonly problems: readonly { readonly name: string; readonly reason: string }[];
}

/** Something that somebody should look at. */
export interface Attention {
  readonly id: string;
  readonly level: 'critical' | 'warning' | 'notice';
  readonly cause: string;
  readonly since: string;
  /** The one next step. */
  readonly next: string;
  readonly about: { readonly kind: string; readonly id: string; readonly node?: string };
}

export interface GatewayRates {
  readonly requests_per_sec: number;
  readonly tokens_per_sec: number;
  /** Calls running now, of all models. */
  readonly in_flight: number;
  /** Seconds that the rates are over; 0: none is known yet. */
  readonly window_sec: number;
  readonly models: readonly {
    readonly id: string;
    readonly provider: string;
    readonly requests_per_sec: number;
    readonly tokens_per_sec: number;
  }[];
}

/** What the stream tells, by kind; each event has the whole of it. */
export interface LiveViews {
  readonly links: { readonly links: readonly AppLink[] };
  readonly nodes: { readonly nodes: readonly PlatformNode[] };
  readonly services: ServiceList;
  /** Running, waiting, and the newest that ended. */
  readonly jobs: { readonly jobs: readonly Job[] };
  /** What went through the gateway in the last seconds. */
  readonly gateway: GatewayRates;
  /** Of models: running, waiting, and the last that ended; only those that the viewer may operate. */
  readonly pulls: { readonly pulls: readonly ModelPull[] };
  readonly attention: { readonly items: readonly Attention[] };
}

export function servicePath({ node, name }: { readonly node: string; readonly name: string }): string {
  return `/services/${encodeURIComponent(node)}/${encodeURIComponent(name)}`;
}
