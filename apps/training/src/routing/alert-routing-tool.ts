import { DomainError } from '@app/kernel';
import { tool, type Progress, type Tool } from '@app/tool-server';
import { indented } from '../arguments/index.js';
import { AlertRouter } from './alert-router.js';
import { alertRoutingInput, type AlertRoutingInput } from './alert-routing-input.js';
import { alertRoutingOutput, outcomeOf, type AlertRoutingOutput } from './alert-routing-output.js';
import { FileSink } from './file-sink.js';
import type { RoutedAlert } from './routed-alert.js';
import { alertsFile, statePath } from './routing-places.js';
import type { RoutingParts } from './routing-parts.js';
import type { Sink } from './sink.js';
import { WebhookSink } from './webhook-sink.js';
import { WebhookTargets } from './webhook-targets.js';

interface Given {
  readonly alerts: readonly RoutedAlert[];
  readonly context: object | undefined;
  readonly warnings: readonly string[];
}

/** alertRoutingTool brings alerts to a file or a webhook, each once within a time. Throws a ConfigError for bad rules. */
export function alertRoutingTool(parts: RoutingParts): Tool {
  const routing = new AlertRouting(parts);
  return tool({
    name: 'alert-routing',
    title: 'Route alerts',
    description:
      'Appends the alerts of a job, or alerts that you give, to a file, or posts them to a webhook. One that was ' +
      'delivered lately is left out, and so is what goes over the limit of a time; one that could not be delivered ' +
      'comes again with the next call.',
    input: alertRoutingInput,
    output: alertRoutingOutput,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    text: indented,
    failure: undelivered,
    run: (args, signal, progress) => routing.run(args, signal, progress),
  });
}

class AlertRouting {
  private readonly router: AlertRouter;
  private readonly targets: WebhookTargets;

  constructor(private readonly parts: RoutingParts) {
    this.router = new AlertRouter(parts.now, parts.wait);
    this.targets = new WebhookTargets(parts.webhooks);
  }

  async run(args: AlertRoutingInput, signal: AbortSignal, progress: Progress): Promise<AlertRoutingOutput> {
    const sink = await this.sinkOf(args);
    const path = await statePath(this.parts, args.state_path);
    const { alerts, context, warnings } = await this.given(args, signal);
    const rules = {
      minSeverity: args.min_severity,
      dedupeWindowSeconds: args.dedupe_window_seconds,
      rateLimitWindowSeconds: args.rate_limit_window_seconds,
      maxAlertsPerWindow: args.max_alerts_per_window,
    };
    const isOwnState = args.state_path === undefined;
    const routing = { alerts, context, rules, statePath: path, isOwnState, sink };
    const routed = await this.router.route(routing, signal, progress);
    const outcome = { alertsIn: alerts.length, statePath: path, time: this.parts.now(), warnings };
    return outcomeOf(args, routed, outcome);
  }

  private async sinkOf(args: AlertRoutingInput): Promise<Sink> {
    const { now, wait } = this.parts;
    if (args.sink === 'file') return new FileSink(await alertsFile(this.parts, args.destination), now);
    const url = await this.targets.target(args.destination);
    const retry = {
      attempts: args.webhook_retry_attempts,
      backoffMs: args.webhook_backoff_ms,
      backoffMultiplier: args.webhook_backoff_multiplier,
      timeoutMs: args.webhook_timeout_seconds * 1_000,
      statusCodes: args.webhook_retry_status_codes,
    };
    return new WebhookSink({ url, guard: this.targets.guard, retry, wait });
  }

  private async given(
    { job_id, alerts, lines, include_context }: AlertRoutingInput,
    signal: AbortSignal,
  ): Promise<Given> {
    if (job_id !== undefined && alerts !== undefined && alerts.length > 0)
      throw new DomainError('invalid_argument', 'wanted either job_id or alerts, got both', {
        param: 'alerts',
      });
    if (job_id === undefined) {
      if (alerts !== undefined) return { alerts, context: undefined, warnings: [] };
      throw new DomainError('invalid_argument', 'wanted job_id or alerts, got neither', { param: 'job_id' });
    }
    const seen = await this.parts.observe(job_id, lines, signal);
    const { status_snapshot, overall_health } = seen;
    return {
      alerts: seen.alerts,
      context: include_context ? { job_id, status_snapshot, overall_health } : undefined,
      warnings: seen.warnings ?? [],
    };
  }
}

/** What went wrong in words, when alerts that passed were not delivered. */
function undelivered(result: AlertRoutingOutput): string | undefined {
  const { alerts_after_dedupe_rate_limit: passed, routing_controls, route_result } = result;
  if (routing_controls.delivery_success) return undefined;
  const { webhook_error, webhook_attempts } = route_result;
  const tries = webhook_attempts === 1 ? '1 attempt' : `${webhook_attempts} attempts`;
  return `delivery_failed: destination: ${webhook_error ?? 'no reason given'} (${tries}); ${passed} alerts come again with the next call`;
}
