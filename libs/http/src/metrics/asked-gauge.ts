import { Gauge, type Registry } from 'prom-client';
import type { MetricOptions } from './bound-metrics.js';

export interface Reading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** askedGauge registers a gauge that asks for its values at each reading; a series that is not told then is absent. */
export function askedGauge(
  registry: Registry,
  options: MetricOptions,
  ask: () => readonly Reading[] | Promise<readonly Reading[]>,
): void {
  const gauge = new Gauge({
    ...options,
    registers: [],
    async collect() {
      const readings = await ask();
      this.reset();
      for (const { labels, value } of readings) this.set(labels, value);
    },
  });
  registry.registerMetric(gauge);
}
