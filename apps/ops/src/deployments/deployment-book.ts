import { auditTrail, auditWalk, type AuditEvent } from '@app/audit';
import { mayTouch, type Client } from '@app/auth';
import { DomainError } from '@app/kernel';
import { refuseOutOfScope } from '../changes/scope-check.js';
import { deploymentIn, viewOf, type Deployment } from './deployment.js';
import type { DeploymentsQuery } from './deployment.dto.js';

const DEFAULT_LIMIT = 20;

/** DeploymentBook reads deployments and rollbacks from the audit, which is the record that counts. */
export class DeploymentBook {
  constructor(private readonly auditFolder: string) {}

  /** list returns the newest ones of the client's scopes, newest first. */
  async list(client: Client | undefined, { node, limit = DEFAULT_LIMIT }: DeploymentsQuery) {
    const found: Deployment[] = [];
    for await (const deployment of this.newestFirst()) {
      if (node !== undefined && deployment.node !== node) continue;
      if (maySee(client, deployment) && found.push(deployment) === limit) break;
    }
    return { deployments: found.map(viewOf) };
  }

  /** view throws `deployment_not_found`, also for one outside the scopes. */
  async view(client: Client | undefined, id: string) {
    const deployment = await this.get(id);
    if (maySee(client, deployment)) return viewOf(deployment);
    throw notFound();
  }

  /** forChange throws `deployment_not_found`, and `forbidden` outside the scopes: the attempt is to be audited. */
  async forChange(client: Client | undefined, id: string): Promise<Deployment> {
    const deployment = await this.get(id);
    refuseOutOfScope(client, deployment);
    return deployment;
  }

  private async get(id: string): Promise<Deployment> {
    const [intent, ...later] = await auditTrail(this.auditFolder, id);
    const deployment = intent && deploymentIn(intent, later.at(-1));
    if (deployment) return deployment;
    throw notFound();
  }

  /** What was said of an intent is younger than it, so on the way back it comes first, the last word before all. */
  private async *newestFirst(): AsyncGenerator<Deployment> {
    const last = new Map<unknown, AuditEvent>();
    for await (const event of auditWalk(this.auditFolder, ['deploy', 'rollback', 'reconcile'])) {
      const about = event.metadata['intent'];
      if (about !== undefined && isOfDeployment(event) && !last.has(about)) last.set(about, event);
      const deployment = deploymentIn(event, last.get(event.event_id));
      last.delete(event.event_id);
      if (deployment) yield deployment;
    }
  }
}

function isOfDeployment({ action, metadata }: AuditEvent): boolean {
  const of = action === 'reconcile' ? metadata['of'] : action;
  return of === 'deploy' || of === 'rollback';
}

function maySee(client: Client | undefined, { node, services }: Deployment): boolean {
  return client !== undefined && services.every((service) => mayTouch(client, { node, service }));
}

function notFound(): DomainError {
  const message = 'the audit knows no deployment of that id';
  return new DomainError('deployment_not_found', message, { param: 'id' });
}
