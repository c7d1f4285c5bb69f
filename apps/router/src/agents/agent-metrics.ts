import { askedGauge, BoundCounter, type CountSeries, type Registry } from '@app/http';
import type { RunRecord } from './runs/run-record.js';

/** AgentMetrics counts runs by how they ended; agents are of the configuration, so their names are few. */
export class AgentMetrics {
  private readonly counter: BoundCounter;
  private readonly series = new Map<string, CountSeries>();

  constructor(registry: Registry, running: () => number) {
    const name = 'switchyard_agent_runs_total';
    this.counter = new BoundCounter(registry, {
      name,
      help: 'Runs of agents by how they ended',
      labelNames: ['agent', 'result'],
    });
    const gauge = { name: 'switchyard_agent_runs', help: 'Runs of agents under way', labelNames: [] };
    askedGauge(registry, gauge, () => [{ labels: {}, value: running() }]);
  }

  ended({ agent, status, finish_reason: reason }: RunRecord): void {
    const result = reason ?? status;
    const key = `${agent} ${result}`;
    const series = this.series.get(key) ?? this.counter.bind({ agent, result });
    this.series.set(key, series);
    series.value += 1;
  }
}
