import { askedGauge, type Registry } from '@app/http';
import type { ToolCallRecord } from '@app/mcp';
import { Counter, Histogram } from 'prom-client';
import type { CallShipping } from './call-shipping.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
/** The label of a server that the registry does not have, or no longer. */
const OTHER = 'other';

/** CallMetrics counts tool calls. Labels hold ids of the registry and words of ours, never what a client sent. */
export class CallMetrics {
  private readonly calls: Counter<'server' | 'result'>;
  private readonly duration: Histogram<'server'>;
  private readonly limited: Counter<'server'>;

  constructor(
    registry: Registry,
    private readonly isServer: (id: string) => boolean,
  ) {
    const registers = [registry];
    this.calls = new Counter({
      name: 'switchyard_mcp_calls_total',
      help: 'Tool calls that ended',
      labelNames: ['server', 'result'],
      registers,
    });
    this.duration = new Histogram({
      name: 'switchyard_mcp_call_duration_seconds',
      help: 'Time of tool calls that reached their server',
      labelNames: ['server'],
      buckets: SECONDS,
      registers,
    });
    this.limited = new Counter({
      name: 'switchyard_mcp_calls_limited_total',
      help: 'Tool calls that were refused because of rate_limit_rpm',
      labelNames: ['server'],
      registers,
    });
  }

  count({ server: id, result, code, ms }: ToolCallRecord): void {
    const server = this.isServer(id) ? id : OTHER;
    this.calls.inc({ server, result });
    if (code === 'mcp_rate_limited') this.limited.inc({ server });
    if (result !== 'denied') this.duration.observe({ server }, ms / 1_000);
  }
}

/** shippingMetrics shows what waits for the audit and what was given up. */
export function shippingMetrics(registry: Registry, shipping: CallShipping): void {
  const reading = (value: number) => [{ labels: {}, value }];
  askedGauge(
    registry,
    { name: 'switchyard_mcp_call_records_waiting', help: 'Records that wait for the audit', labelNames: [] },
    () => reading(shipping.length),
  );
  const dropped = new Counter({
    name: 'switchyard_mcp_call_records_dropped_total',
    help: 'Records of tool calls that the audit never got',
    registers: [],
    collect() {
      this.reset();
      this.inc(shipping.dropped);
    },
  });
  registry.registerMetric(dropped);
}
