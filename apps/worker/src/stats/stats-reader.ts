import { inBatches, type ContainerStats, type ServiceContainer } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { GpuReader, GpuReport } from '../gpu/gpu-reader.js';
import type { FoundService, ServiceFinder } from '../nodes/service-finder.js';
import type { ServiceQuery } from '../nodes/service-query.js';

/** Figures are what containers use; one that does not run uses nothing that could be told. */
type Figures = Partial<Omit<ContainerStats, 'at'>>;
type ContainerFigures = Pick<ServiceContainer, 'id' | 'name' | 'state'> & Figures;

export interface ServiceStats {
  readonly node: string;
  readonly service: string;
  readonly containers: readonly ContainerFigures[];
  /** The sum of what the containers tell. */
  readonly total: Figures;
  /** Of the whole node; undefined where nothing tells. */
  readonly gpu: GpuReport | undefined;
}

const AT_ONCE = 8;
const READ_MS = 20_000;

/** StatsReader reads what the containers of a service use, and beside it the GPUs of its node. */
export class StatsReader {
  constructor(
    private readonly services: ServiceFinder,
    private readonly gpus: GpuReader,
  ) {}

  /** read throws `node_not_found`, `service_not_found` or why the engine could not be read, but nothing of GPUs. */
  async read(asked: ServiceQuery, signal: AbortSignal): Promise<ServiceStats> {
    const { node, service } = asked;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_MS)]);
    const found = await this.services.find(asked, limited);
    const [containers, gpu] = await Promise.all([figuresOf(found, limited), this.gpus.read(node, limited)]);
    return { node, service, containers, total: sumOf(containers), gpu };
  }
}

async function figuresOf(
  { engine, containers }: FoundService,
  signal: AbortSignal,
): Promise<ContainerFigures[]> {
  const { client } = engine;
  return inBatches(containers, AT_ONCE, async ({ id, name, state }) => {
    const isUp = state === 'running' || state === 'paused';
    const figures = isUp ? await orNothing(client.containerStats(id, signal)) : {};
    return { id, name, state, ...figures };
  });
}

/** A container may go while its figures are taken. */
async function orNothing(stats: Promise<ContainerStats>): Promise<Figures> {
  try {
    const { at: _at, ...figures } = await stats;
    return figures;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'container_not_found') return {};
    throw error;
  }
}

function sumOf(containers: readonly Figures[]): Figures {
  const sum = (field: keyof Figures): number | undefined => {
    const told = containers.map((figures) => figures[field]).filter((value) => value !== undefined);
    return told.length === 0 ? undefined : told.reduce((total, value) => total + value, 0);
  };
  return {
    cpuPercent: sum('cpuPercent'),
    memoryBytes: sum('memoryBytes'),
    memoryLimitBytes: sum('memoryLimitBytes'),
    receivedBytes: sum('receivedBytes'),
    sentBytes: sum('sentBytes'),
  };
}
