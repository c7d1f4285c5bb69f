import { inBatches, type ServiceContainer } from '@app/docker';
import type { GpuReader, GpuReport } from '../gpu/gpu-reader.js';
import type { FoundService, ServiceFinder } from '../nodes/service-finder.js';
import type { ServiceQuery } from '../nodes/service-query.js';
import { figuresOf, sumOf, type Figures } from './figures.js';

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
    const [containers, gpu] = await Promise.all([allFigures(found, limited), this.gpus.read(node, limited)]);
    return { node, service, containers, total: sumOf(containers), gpu };
  }
}

function allFigures({ engine, containers }: FoundService, signal: AbortSignal): Promise<ContainerFigures[]> {
  return inBatches(containers, AT_ONCE, async (container) => {
    const { id, name, state } = container;
    return { id, name, state, ...(await figuresOf(engine.client, container, signal)) };
  });
}
