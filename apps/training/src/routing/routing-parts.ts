import type { Alert, Health } from '../contract/index.js';
import type { Places } from '../places/index.js';

/** What is known of a job when its alerts are routed. */
interface ObservedAlerts {
  readonly alerts: readonly Alert[];
  readonly overall_health: Health;
  readonly status_snapshot: Readonly<Record<string, unknown>>;
  /** What could not be had of the job, so that alerts may be missing. */
  readonly warnings?: readonly string[];
}

/** Observes a job by its log alone, without its data set and its captions; `lines` is how much of the log. */
export type ObserveAlerts = (jobId: string, lines: number, signal: AbortSignal) => Promise<ObservedAlerts>;

export interface WebhookRules {
  /** Hosts, such as `hooks.example.com` or `hooks.example.com:8443`, and URLs that targets begin with. */
  readonly allowed: readonly string[];
  /** Hosts that may lead to private addresses; they must be allowed as well. */
  readonly privateHosts: readonly string[];
}

/** Waits that many milliseconds; rejects with the signal's reason. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** RoutingParts is what alert-routing needs. */
export interface RoutingParts {
  readonly places: Pick<Places, 'outputs' | 'state'>;
  readonly observe: ObserveAlerts;
  readonly webhooks: WebhookRules;
  readonly now: () => Date;
  /** Between the attempts of a webhook. */
  readonly wait: Wait;
}
