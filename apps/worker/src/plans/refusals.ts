import type { DockerNode } from '@app/docker';
import type { Change } from '@app/jobs';
import { DomainError } from '@app/kernel';

const CREATING: readonly Change[] = ['up', 'deploy', 'rollback'];

/** refuseCreation throws `node_cannot_create`: what a container may do is in the body of its making, which no proxy judges. */
export function refuseCreation({ id, engine }: DockerNode, action: Change): void {
  if (engine.kind === 'local' || !CREATING.includes(action)) return;
  const message = `${action} makes containers, which is done on the node "${id}" itself: none is made from afar`;
  throw new DomainError('node_cannot_create', message, { upstream: id, param: 'node' });
}

/** refuseProtected throws `service_protected`: stopping what carries the control plane would cut the branch we sit on. */
export function refuseProtected(service: string, isProtected: boolean): void {
  if (!isProtected) return;
  const message = `the service "${service}" carries the control plane or is protected; change it on the host itself`;
  throw new DomainError('service_protected', message);
}
