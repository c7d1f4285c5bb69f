import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerNode } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { GpuReader } from './gpu-reader.js';
import { BYTES_PER_MIB, type GpuReading } from './gpu-reading.js';

/** VramMark is what services need and what was in use, in MiB, before they were stopped. */
export interface VramMark {
  readonly needed: number;
  readonly used: number;
}

interface Memory {
  readonly used: number;
  readonly free: number;
}

export interface VramWait {
  readonly everyMs: number;
  readonly atMostMs: number;
}

const DEFAULT_WAIT: VramWait = { everyMs: 1_000, atMostMs: 60_000 };

/**
 * VramRule compares what services need of a node's GPU memory (`vram_mib` of nodes.yaml) with what its GPUs have
 * free, all of them together: a model may span GPUs, so only what surely does not fit is refused. What cannot be read
 * is warned of and refuses nothing.
 */
export class VramRule {
  constructor(
    private readonly gpus: Pick<GpuReader, 'read'>,
    private readonly wait: VramWait = DEFAULT_WAIT,
  ) {}

  /** warnings is what a plan that starts `services` should tell; `running` are the services that run on the node. */
  async warnings(
    node: DockerNode,
    services: readonly string[],
    running: readonly string[],
    signal?: AbortSignal,
  ): Promise<string[]> {
    const needed = neededBy(node, services);
    if (needed === 0) return [];
    const memory = await this.memory(node, signal);
    if (memory === undefined) return [`${need(services, needed)}; what is free could not be read`];
    if (memory.free >= needed) return [];
    const others = running.filter((name) => neededBy(node, [name]) > 0 && !services.includes(name));
    const now = others.length === 0 ? 'none that is known to use it' : others.join(', ');
    return [`${need(services, needed)}, ${memory.free} MiB are free; running now: ${now}`];
  }

  /** refuse throws `not_enough_gpu_memory` when services about to start, or to be created, surely do not fit. */
  async refuse(node: DockerNode, services: readonly string[], signal?: AbortSignal): Promise<void> {
    const needed = neededBy(node, services);
    if (needed === 0) return;
    const memory = await this.memory(node, signal);
    if (memory === undefined || memory.free >= needed) return;
    const message = `${need(services, needed)}, ${memory.free} MiB are free on the node "${node.id}"`;
    throw new DomainError('not_enough_gpu_memory', message, { upstream: node.id });
  }

  /** before notes the memory in use ahead of a stop; undefined when there is nothing to wait for afterwards. */
  async before(
    node: DockerNode,
    services: readonly string[],
    signal?: AbortSignal,
  ): Promise<VramMark | undefined> {
    const needed = neededBy(node, services);
    const memory = needed === 0 ? undefined : await this.memory(node, signal);
    return memory && { needed, used: memory.used };
  }

  /**
   * released waits after a stop until as much memory as the services need is free, or was given back since `before`.
   * Resolves to false when that did not happen in time or cannot be read any more; throws when the signal aborts.
   */
  async released(node: DockerNode, before: VramMark, signal: AbortSignal): Promise<boolean> {
    for (const end = performance.now() + this.wait.atMostMs; ;) {
      const memory = await this.memory(node, signal);
      signal.throwIfAborted();
      if (memory === undefined) return false;
      if (memory.free >= before.needed || memory.used <= before.used - before.needed) return true;
      if (performance.now() + this.wait.everyMs > end) return false;
      await sleep(this.wait.everyMs, undefined, { signal });
    }
  }

  private async memory(node: DockerNode, signal: AbortSignal | undefined): Promise<Memory | undefined> {
    const report = await this.gpus.read(node.id, signal);
    return report === undefined || 'problem' in report ? undefined : memoryOf(report.gpus);
  }
}

function neededBy({ vramMib = {} }: DockerNode, services: readonly string[]): number {
  return services.reduce((sum, name) => sum + (Object.hasOwn(vramMib, name) ? (vramMib[name] ?? 0) : 0), 0);
}

/** holdsVram tells whether `vram_mib` says that a service holds GPU memory. */
export function holdsVram(node: DockerNode, service: string): boolean {
  return neededBy(node, [service]) > 0;
}

function need(services: readonly string[], needed: number): string {
  return `${services.join(', ')} ${services.length === 1 ? 'needs' : 'need'} ${needed} MiB of GPU memory`;
}

/** Undefined when any GPU does not tell: a sum without it would be a guess. */
function memoryOf(gpus: readonly GpuReading[]): Memory | undefined {
  let [used, free] = [0, 0];
  for (const { memoryUsedBytes, memoryTotalBytes } of gpus) {
    if (memoryUsedBytes === undefined || memoryTotalBytes === undefined) return undefined;
    used += memoryUsedBytes;
    free += Math.max(0, memoryTotalBytes - memoryUsedBytes);
  }
  if (gpus.length === 0) return undefined;
  return { used: Math.ceil(used / BYTES_PER_MIB), free: Math.floor(free / BYTES_PER_MIB) };
}
