import { Registry } from '@app/http';
import { gpuMetrics } from './gpu-metrics.js';
import { GpuReader, type GpuReport } from './gpu-reader.js';

it('a page of metrics holds what each GPU tells, and asks each source once', async () => {
  const reports: Record<string, GpuReport> = {
    local: { gpus: [{ index: 0, memoryUsedBytes: 5, temperatureCelsius: 60 }] },
    gpu: { problem: { code: 'gpu_timeout', reason: 'too slow' } },
  };
  const asked: string[] = [];
  const reader = new GpuReader([], '/bin');
  reader.read = (node) => {
    asked.push(node);
    return Promise.resolve(reports[node]);
  };
  const registry = new Registry();
  gpuMetrics(registry, ['local', 'gpu', 'bare'], reader);
  const page = await registry.metrics();
  const samples = page.split('\n').filter((line) => line.startsWith('switchyard_'));
  expect(samples).toEqual([
    'switchyard_gpu_memory_used_bytes{node="local",gpu="0"} 5',
    'switchyard_gpu_temperature_celsius{node="local",gpu="0"} 60',
  ]);
  expect(asked).toEqual(['local', 'gpu', 'bare']);
});
