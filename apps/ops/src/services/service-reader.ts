import { mayTouch, mayUseNode, type Client } from '@app/auth';
import { DomainError } from '@app/kernel';
import type { WorkerClient } from '../worker/worker-client.js';
import { serviceDrift, type ServiceDrift } from './service-drift.js';
import { nodeList, serviceList, viewOf, type ServiceView } from './service-list.js';

export interface ServiceRef {
  readonly node: string;
  readonly service: string;
}

/** ServiceReader asks the worker, and shows a client what is in its scopes. */
export class ServiceReader {
  constructor(private readonly worker: WorkerClient) {}

  async list(client: Client | undefined, node: string | undefined, requestId: string) {
    const path = node === undefined ? '/services' : `/services?node=${encodeURIComponent(node)}`;
    const told = await this.worker.ask({ method: 'GET', path, requestId }, serviceList);
    const visible = (services: typeof told.services) =>
      services.filter((ref) => client && mayTouch(client, ref)).map(viewOf);
    const isOpen = ({ node: id }: { readonly node: string }) =>
      client !== undefined && mayUseNode(client, id);
    return {
      services: visible(told.services),
      problems: told.problems.filter(isOpen),
      lost: told.lost.filter(isOpen).map(({ node: id, seenAt, services }) => ({
        node: id,
        seen_at: seenAt,
        services: visible(services),
      })),
    };
  }

  /** get throws `service_not_found`, also for one outside the scopes, or why its node could not be read. */
  async get(
    client: Client | undefined,
    { node, service }: ServiceRef,
    requestId: string,
  ): Promise<ServiceView> {
    const { services, problems } = await this.list(client, node, requestId);
    const found = services.find(({ id }) => id === service);
    if (found) return found;
    const [problem] = problems;
    if (problem) throw new DomainError(problem.code, problem.reason, { upstream: node });
    throw noSuchService(node);
  }

  /** drift throws `service_not_found`, also for one outside the scopes, or why its node could not be read. */
  async drift(
    client: Client | undefined,
    { node, service }: ServiceRef,
    requestId: string,
  ): Promise<ServiceDrift> {
    if (!client || !mayTouch(client, { node, service })) throw noSuchService(node);
    const path = `/services/${encodeURIComponent(service)}/drift?node=${encodeURIComponent(node)}`;
    return this.worker.ask({ method: 'GET', path, requestId }, serviceDrift);
  }

  async nodes(client: Client | undefined, requestId: string) {
    const { nodes } = await this.worker.ask({ method: 'GET', path: '/nodes', requestId }, nodeList);
    return { nodes: nodes.filter(({ id }) => client && mayUseNode(client, id)) };
  }
}

function noSuchService(node: string): DomainError {
  return new DomainError('service_not_found', `the node "${node}" has no service of that id`, {
    param: 'id',
  });
}
