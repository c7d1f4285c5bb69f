import { askedGauge, type Reading, type Registry } from '@app/http';
import type { GpuReader } from './gpu-reader.js';
import type { GpuReading } from './gpu-reading.js';

interface NodeGpu {
  readonly node: string;
  readonly gpu: GpuReading;
}

const FIGURES = [
  ['utilization_percent', 'How busy the GPU is, in percent', 'utilizationPercent'],
  ['memory_used_bytes', 'Memory of the GPU in use', 'memoryUsedBytes'],
  ['memory_total_bytes', 'Memory of the GPU', 'memoryTotalBytes'],
  ['temperature_celsius', 'Temperature of the GPU', 'temperatureCelsius'],
  ['power_watts', 'What the GPU draws', 'powerWatts'],
] as const;

/** Shorter than a scraper waits, so that one source that hangs does not cost the whole page. */
const ASK_MS = 3_000;
/** The gauges are read one after the other; one question answers all of them. */
const KEPT_MS = 1_000;

/** gpuMetrics registers what the GPUs of the nodes do; a node whose source fails has no series at that reading. */
export function gpuMetrics(registry: Registry, nodes: readonly string[], reader: GpuReader): void {
  const gpus = sharedFor(KEPT_MS, () => allGpus(nodes, reader));
  for (const [name, help, figure] of FIGURES) {
    const options = { name: `switchyard_gpu_${name}`, help, labelNames: ['node', 'gpu'] };
    askedGauge(registry, options, async () => (await gpus()).flatMap((each) => readingOf(each, figure)));
  }
}

async function allGpus(nodes: readonly string[], reader: GpuReader): Promise<NodeGpu[]> {
  const signal = AbortSignal.timeout(ASK_MS);
  const reports = await Promise.all(
    nodes.map(async (node) => {
      const report = await reader.read(node, signal);
      return report === undefined || 'problem' in report ? [] : report.gpus.map((gpu) => ({ node, gpu }));
    }),
  );
  return reports.flat();
}

function readingOf({ node, gpu }: NodeGpu, figure: (typeof FIGURES)[number][2]): Reading[] {
  const value = gpu[figure];
  return value === undefined ? [] : [{ labels: { node, gpu: String(gpu.index) }, value }];
}

function sharedFor<T>(milliseconds: number, ask: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  let until = 0;
  return () => {
    if (kept === undefined || performance.now() > until) {
      kept = ask();
      until = performance.now() + milliseconds;
    }
    return kept;
  };
}
