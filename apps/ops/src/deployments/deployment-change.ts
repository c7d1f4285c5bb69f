import { imageTarget, type ImageTarget } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { Change } from '../changes/change.js';
import type { Deployment } from './deployment.js';
import type { DeploymentBody } from './deployment.dto.js';
import type { PullBody } from './pull.dto.js';

/** Models take minutes to load. */
const HEALTH_TIMEOUT_SEC = 300;

export function pullChange({ node = 'local', services }: PullBody): Change {
  return {
    request: { node, action: 'pull', services },
    would: `pull ${services.join(', ')}`,
    subject: () => ({ services }),
  };
}

/** deploymentChange asks for the images as they were named, and for nothing else. */
export function deploymentChange(body: DeploymentBody): Change {
  const { node = 'local', images, pull = 'always', health_timeout_sec = HEALTH_TIMEOUT_SEC } = body;
  const services = Object.keys(images);
  const named = Object.entries(images).map(([name, reference]) => [name, { reference }]);
  const rollout = { images: Object.fromEntries(named), pull, health_timeout_sec };
  return {
    request: { node, action: 'deploy', services, rollout },
    would: `deploy ${services.map((name) => `${name} as ${images[name]}`).join(', ')}`,
    subject: (job) => ({ deployment: job, services, images }),
  };
}

/**
 * rollbackChange asks for what each service ran before the deployment, by id where the reference has moved on.
 * Throws `deployment_not_reversible` when a service ran nothing then.
 */
export function rollbackChange(deployment: Deployment): Change {
  const { node, services, health_timeout_sec } = deployment;
  const id = deployment.intent.event_id;
  const before = new Map(Object.entries(deployment.before));
  const targets = services.map((name): [string, ImageTarget] => [name, reversible(name, before.get(name))]);
  const images = Object.fromEntries(targets);
  const references = Object.fromEntries(targets.map(([name, { reference }]) => [name, reference]));
  return {
    request: {
      node,
      action: 'rollback',
      services,
      rollout: { images, pull: 'missing', health_timeout_sec },
    },
    would: `roll back ${services.map((name) => `${name} to ${references[name]}`).join(', ')}`,
    subject: () => ({ deployment: id, services, images: references }),
    notes: { rollback_of: id },
  };
}

function reversible(service: string, target: unknown): ImageTarget {
  const known = imageTarget.safeParse(target);
  if (known.success) return known.data;
  const message = `the service "${service}" ran nothing before that deployment, so there is nothing to go back to`;
  throw new DomainError('deployment_not_reversible', message, { param: 'id' });
}
