import { mayTouch, mayUseNode, type Client } from '@app/auth';
import { DomainError } from '@app/kernel';
import type { ServiceRef } from '../services/service-reader.js';
import type { WorkerClient } from '../worker/worker-client.js';
import { statsAnswer, statsViewOf } from './stats-answer.js';
import { usesAnswer, usesViewOf } from './uses-answer.js';

/** ServiceStats asks the worker what a service uses, and shows it to a client in whose scopes it is. */
export class ServiceStats {
  constructor(private readonly worker: WorkerClient) {}

  /** read throws `service_not_found`, also for one outside the scopes, or why its node could not be read. */
  async read(client: Client | undefined, { node, service }: ServiceRef, requestId: string) {
    if (!client || !mayTouch(client, { node, service })) {
      const message = `the node "${node}" has no service of that id`;
      throw new DomainError('service_not_found', message, { param: 'id' });
    }
    const path = `/services/${encodeURIComponent(service)}/stats?node=${encodeURIComponent(node)}`;
    return statsViewOf(await this.worker.ask({ method: 'GET', path, requestId }, statsAnswer));
  }

  /** readAll is the last use of all nodes, or of one; throws `node_not_found`, also for one outside the scopes. */
  async readAll(client: Client | undefined, node: string | undefined, requestId: string) {
    if (node !== undefined && !(client && mayUseNode(client, node))) {
      throw new DomainError('node_not_found', `there is no node "${node}"`, { param: 'node' });
    }
    const path = node === undefined ? '/stats' : `/stats?node=${encodeURIComponent(node)}`;
    const { nodes } = await this.worker.ask({ method: 'GET', path, requestId }, usesAnswer);
    return {
      nodes: nodes.flatMap((use) =>
        client && mayUseNode(client, use.node) ? [usesViewOf(use, client)] : [],
      ),
    };
  }
}
