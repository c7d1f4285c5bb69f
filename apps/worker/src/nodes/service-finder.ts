import { readServices, serviceNamed, type ServiceContainer } from '@app/docker';
import type { ConfigCache } from '../drift/config-cache.js';
import type { NodeEngine, NodeEngines } from './node-engines.js';
import type { ServiceQuery } from './service-query.js';

/** FoundService is a service that is there, or that the node's files name though it has no container. */
export interface FoundService {
  readonly engine: NodeEngine;
  readonly service: string;
  readonly containers: readonly ServiceContainer[];
}

const LOOK_UP_MS = 15_000;

/** ServiceFinder looks names up, so that nothing but what the inventory knows is ever asked for at an engine. */
export class ServiceFinder {
  constructor(
    private readonly engines: NodeEngines,
    private readonly configs: ConfigCache,
  ) {}

  /** find throws `node_not_found`, `service_not_found` or why the node could not be read. */
  async find({ node: id, service }: ServiceQuery, signal: AbortSignal): Promise<FoundService> {
    const engine = this.engines.of(id);
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LOOK_UP_MS)]);
    const wanted = { only: [service], signal: limited };
    const [found] = await readServices(engine.client, engine.node, wanted);
    if (found !== undefined) return { engine, service, containers: found.containers };
    const { hashes } = await this.configs.of(engine.node);
    if (hashes?.hashes.has(service) !== true) serviceNamed([], id, service);
    return { engine, service, containers: [] };
  }
}
