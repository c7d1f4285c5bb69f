import { z } from 'zod';
import type { Routed } from './alert-router.js';
import type { AlertRoutingInput } from './alert-routing-input.js';
import { ROUTED_SEVERITIES } from './routed-alert.js';
import { routeResult } from './sink.js';

const routingControls = z.object({
  state_path: z.string(),
  state_recovered_from: z
    .string()
    .nullable()
    .describe('A state file that was torn, kept beside; alerts may come twice'),
  dedupe_window_seconds: z.number(),
  rate_limit_window_seconds: z.number(),
  max_alerts_per_window: z.int(),
  webhook_retry_attempts: z.int(),
  webhook_backoff_ms: z.int(),
  webhook_backoff_multiplier: z.number(),
  webhook_timeout_seconds: z.number(),
  webhook_retry_status_codes: z.array(z.int()),
  delivery_success: z.boolean().describe('True too when there was nothing to deliver'),
});
const filterStats = z.object({
  input_alerts: z.int().describe('Those that were severe enough'),
  routed_alerts: z.int().describe('Those that passed'),
  dropped_duplicate: z.int(),
  dropped_rate_limit: z.int(),
});

export const alertRoutingOutput = z.object({
  generated_at: z.string(),
  job_id: z.string().nullable(),
  min_severity: z.enum(ROUTED_SEVERITIES),
  alerts_in: z.int(),
  alerts_after_severity_filter: z.int(),
  alerts_after_dedupe_rate_limit: z.int(),
  alerts_routed: z.int(),
  routed_count: z.int().describe('The same as alerts_routed'),
  suppressed_count: z.int().describe('Those that did not pass'),
  destination: z.string(),
  routing_controls: routingControls,
  filter_stats: filterStats,
  route_result: routeResult,
  warnings: z.array(z.string()).describe('What could not be had of the job: alerts of it may be missing'),
});
export type AlertRoutingOutput = z.output<typeof alertRoutingOutput>;

/** What the answer says beside what was asked. */
export interface Outcome {
  readonly alertsIn: number;
  readonly statePath: string;
  readonly time: Date;
  readonly warnings: readonly string[];
}

/** outcomeOf puts what was done into the shape of the answer. */
export function outcomeOf(args: AlertRoutingInput, routed: Routed, outcome: Outcome): AlertRoutingOutput {
  const { filtered, result } = routed;
  const passed = filtered.passed.length;
  const delivered = result.routed ? passed : 0;
  return {
    generated_at: outcome.time.toISOString(),
    job_id: args.job_id ?? null,
    min_severity: args.min_severity,
    alerts_in: outcome.alertsIn,
    alerts_after_severity_filter: filtered.severe,
    alerts_after_dedupe_rate_limit: passed,
    alerts_routed: delivered,
    routed_count: delivered,
    suppressed_count: outcome.alertsIn - passed,
    destination: result.destination,
    routing_controls: controlsOf(args, routed, outcome.statePath),
    filter_stats: {
      input_alerts: filtered.severe,
      routed_alerts: passed,
      dropped_duplicate: filtered.droppedDuplicate,
      dropped_rate_limit: filtered.droppedRateLimit,
    },
    route_result: result,
    warnings: [...outcome.warnings],
  };
}

function controlsOf(
  args: AlertRoutingInput,
  { filtered, result, tornFile }: Routed,
  statePath: string,
): z.output<typeof routingControls> {
  return {
    state_path: statePath,
    state_recovered_from: tornFile ?? null,
    dedupe_window_seconds: args.dedupe_window_seconds,
    rate_limit_window_seconds: args.rate_limit_window_seconds,
    max_alerts_per_window: args.max_alerts_per_window,
    webhook_retry_attempts: args.webhook_retry_attempts,
    webhook_backoff_ms: args.webhook_backoff_ms,
    webhook_backoff_multiplier: args.webhook_backoff_multiplier,
    webhook_timeout_seconds: args.webhook_timeout_seconds,
    webhook_retry_status_codes: args.webhook_retry_status_codes,
    delivery_success: result.routed || filtered.passed.length === 0,
  };
}
