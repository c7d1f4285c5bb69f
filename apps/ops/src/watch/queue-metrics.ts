import { askedGauge, type Registry } from '@app/http';
import type { QueueWatch } from './queue-watch.js';

/** queueMetrics registers what the watch saw last; while Redis is away the series are absent. */
export function queueMetrics(registry: Registry, watch: QueueWatch): void {
  const node = ['node'];
  askedGauge(
    registry,
    {
      name: 'switchyard_jobs_oldest_waiting_seconds',
      help: 'How long the job that has waited longest for its node has waited; 0 while none waits',
      labelNames: node,
    },
    () => watch.waits.map(({ node: id, seconds }) => ({ labels: { node: id }, value: seconds })),
  );
  askedGauge(
    registry,
    {
      name: 'switchyard_jobs_workers',
      help: 'Connections that take the jobs of a node',
      labelNames: node,
    },
    () => watch.waits.map(({ node: id, workers }) => ({ labels: { node: id }, value: workers })),
  );
  memoryGauge(registry, 'used', 'Memory that Redis uses', () => watch.memory?.usedBytes);
  memoryGauge(registry, 'max', 'Memory that Redis may use; 0 without a limit', () => watch.memory?.maxBytes);
}

function memoryGauge(registry: Registry, which: string, help: string, bytes: () => number | undefined): void {
  askedGauge(registry, { name: `switchyard_redis_memory_${which}_bytes`, help, labelNames: [] }, () => {
    const value = bytes();
    return value === undefined ? [] : [{ labels: {}, value }];
  });
}
