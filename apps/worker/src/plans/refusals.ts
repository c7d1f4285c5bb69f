import type { Change } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { PlanSight } from './plan-sight.js';

const BY_IMAGE = 'set its image in the Compose files, then use';

/** What to do on the host in place of each action, up to the command of Compose that ends it. */
const ON_THE_HOST: Readonly<Record<Change, readonly [lead: string, command: string]>> = {
  start: ['use', 'start'],
  stop: ['use', 'stop'],
  restart: ['use', 'restart'],
  up: ['use', 'up -d'],
  pull: ['use', 'pull'],
  deploy: [BY_IMAGE, 'up -d'],
  rollback: [BY_IMAGE, 'up -d'],
};

type Asked = Pick<PlanSight, 'engine' | 'request'>;

/**
 * refuseProtected throws `service_protected`, with the command for the console: stopping what carries the control plane
 * would cut the branch we sit on.
 */
export function refuseProtected(service: string, isProtected: boolean, { engine, request }: Asked): void {
  if (!isProtected) return;
  const { id, compose } = engine.node;
  const [lead, command] = ON_THE_HOST[request.action];
  const line = `"docker compose -p ${compose.project} ${command} ${service}"`;
  const where = `on the host of the node "${id}", in the folder of its Compose files`;
  const message = `the service "${service}" carries the control plane or is protected; ${lead} ${line} ${where}`;
  throw new DomainError('service_protected', message);
}
