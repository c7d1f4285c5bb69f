import type { DockerNode } from '@app/docker';
import { DomainError } from '@app/kernel';
import { gpuError } from './gpu-error.js';
import { GpuExporter } from './gpu-exporter.js';
import type { GpuReading } from './gpu-reading.js';
import { readNvidiaSmi } from './nvidia-smi.js';
import { readGpuProcesses, type GpuProcess } from './nvidia-smi-processes.js';

/** GpuReport is what a node's source says of its GPUs, or why it says nothing. */
export type GpuReport =
  | { readonly gpus: readonly GpuReading[] }
  | { readonly problem: { readonly code: string; readonly reason: string } };

type Source = (signal: AbortSignal) => Promise<GpuReading[]>;

const READ_MS = 10_000;

/** GpuReader reads the GPUs of the nodes whose configuration names a source. */
export class GpuReader {
  private readonly sources = new Map<string, Source>();
  /** Nodes whose source tells of processes as well. */
  private readonly withProcesses = new Set<string>();
  private readonly exporters: GpuExporter[] = [];
  /** Nodes whose source told of a GPU since the worker started. */
  private readonly seen = new Set<string>();

  /** `path` is where nvidia-smi is looked for. Throws `node_tls_material_invalid`. */
  constructor(
    nodes: Iterable<DockerNode>,
    private readonly path: string,
  ) {
    for (const node of nodes) this.add(node);
  }

  /** start has renewed certificates taken into use from then on. */
  async start(): Promise<void> {
    await Promise.all(this.exporters.map((exporter) => exporter.follow()));
  }

  /** read resolves to undefined for a node without a source. A source that fails is a problem, never an error. */
  async read(node: string, signal?: AbortSignal): Promise<GpuReport | undefined> {
    const source = this.sources.get(node);
    if (source === undefined) return undefined;
    const limit = AbortSignal.timeout(READ_MS);
    try {
      const gpus = await source(signal === undefined ? limit : AbortSignal.any([signal, limit]));
      if (gpus.length > 0) {
        this.seen.add(node);
        return { gpus };
      }
      // Whoever names a source has a GPU: without its driver some sources answer as if all were well.
      throw gpuError(node, 'gpu_missing', 'the source tells of no GPU; its driver may be lost');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { problem: { code: error.code, reason: error.message } };
    }
  }

  /** processes resolves to those that hold GPU memory; undefined where the source does not tell. */
  async processes(node: string, signal: AbortSignal): Promise<readonly GpuProcess[] | undefined> {
    return this.withProcesses.has(node) ? readGpuProcesses(this.path, signal) : undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.exporters.map((exporter) => exporter.close()));
  }

  private add(node: DockerNode): void {
    const { id, gpu } = node;
    if (gpu === undefined) return;
    if (gpu.kind === 'nvidia_smi') {
      this.sources.set(id, (signal) => readNvidiaSmi(id, this.path, signal, this.seen.has(id)));
      this.withProcesses.add(id);
      return;
    }
    const exporter = new GpuExporter(node, gpu);
    this.exporters.push(exporter);
    this.sources.set(id, (signal) => exporter.read(signal));
  }
}
