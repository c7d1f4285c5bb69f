import { inBatches, isOneOff, LABELS, type ContainerSummary, type DockerNode } from '@app/docker';
import type { EngineClient } from '@app/docker';
import { processesOf, type OwnedProcess } from '../gpu/gpu-owners.js';
import type { GpuReader, GpuReport } from '../gpu/gpu-reader.js';
import { figuresOf, sumOf, type Figures } from './figures.js';

/** ServiceUse is what a service's containers use together. */
interface ServiceUse extends Figures {
  readonly service: string;
  /** GPU memory that its processes hold; undefined where nobody tells of processes. */
  readonly gpuMemoryBytes: number | undefined;
  /** What `vram_mib` of nodes.yaml sets aside for it. */
  readonly gpuNeededBytes: number | undefined;
}

/** UseSample is a node's use at one moment. */
export interface UseSample {
  readonly services: readonly ServiceUse[];
  /** Undefined where no source of GPU figures is configured. */
  readonly gpu: GpuReport | undefined;
  /** Those that hold GPU memory; undefined where the source does not tell. */
  readonly processes: readonly OwnedProcess[] | undefined;
}

/** The engine takes a second for each, and works for it: so many are asked side by side. */
const AT_ONCE = 8;
const BYTES_PER_MIB = 1024 * 1024;

interface Sampled {
  readonly node: DockerNode;
  readonly client: Pick<EngineClient, 'listContainers' | 'containerStats'>;
}

/** takeSample reads every container of the node's project once; throws why the engine could not be read. */
export async function takeSample(
  { node, client }: Sampled,
  gpus: Pick<GpuReader, 'read' | 'processes'>,
  signal: AbortSignal,
): Promise<UseSample> {
  const [listed, gpu, running] = await Promise.all([
    client.listContainers([`${LABELS.project}=${node.compose.project}`], signal),
    gpus.read(node.id, signal),
    gpus.processes(node.id, signal),
  ]);
  const containers = listed.filter(({ labels }) => !isOneOff(labels) && labels[LABELS.service] !== undefined);
  const processes = running && (await processesOf(running, containers));
  const figures = await inBatches(containers, AT_ONCE, (container) => figuresOf(client, container, signal));
  return { services: servicesOf(node, containers, figures, processes), gpu, processes };
}

function servicesOf(
  { vramMib = {} }: DockerNode,
  containers: readonly ContainerSummary[],
  figures: readonly Figures[],
  processes: readonly OwnedProcess[] | undefined,
): ServiceUse[] {
  const indices = Map.groupBy(containers.keys(), (index) => containers[index]?.labels[LABELS.service] ?? '');
  return [...indices].map(([service, own]) => {
    const needed = Object.hasOwn(vramMib, service) ? vramMib[service] : undefined;
    return {
      service,
      ...sumOf(own.map((index) => figures[index] ?? {})),
      gpuMemoryBytes: processes && heldBy(service, processes),
      gpuNeededBytes: needed && needed * BYTES_PER_MIB,
    };
  });
}

function heldBy(service: string, processes: readonly OwnedProcess[]): number {
  return processes
    .filter((process) => process.service === service)
    .reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0);
}
