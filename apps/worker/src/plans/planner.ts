import { readServices, serviceNamed, type Service, type ServiceContainer } from '@app/docker';
import { planOf, type Change, type ChangeRequest, type Plan, type PlanStep } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { NodeEngines } from '../nodes/node-engines.js';

/** Planner looks at a node and says what a change would do. It only reads. */
export class Planner {
  constructor(private readonly engines: NodeEngines) {}

  /**
   * plan throws `node_not_found`, `service_not_found`, `service_protected`, or why the node could not be read. A
   * service without a container is not found: it has to be brought up first.
   */
  async plan(request: ChangeRequest, signal?: AbortSignal): Promise<Plan> {
    const { node, client } = this.engines.of(request.node);
    const services = await readServices(client, node, signal);
    const steps = request.services.flatMap((name) => {
      const service = serviceNamed(services, node.id, name);
      refuseProtected(service);
      return service.containers.map((container) => stepFor(request.action, name, container));
    });
    return planOf(request, steps);
  }
}

/** Stopping what carries the control plane would cut the branch that we sit on. */
function refuseProtected({ service, protected: isProtected }: Service): void {
  if (!isProtected) return;
  const message = `the service "${service}" carries the control plane or is protected; change it on the host itself`;
  throw new DomainError('service_protected', message);
}

function stepFor(action: Change, service: string, container: ServiceContainer): PlanStep {
  const { id, state, startedAt, image, imageId, imageDigest, configHash } = container;
  return {
    service,
    effect: effectOf(action, state),
    container: id,
    state,
    started_at: startedAt ?? null,
    image,
    image_id: imageId,
    digest: imageDigest ?? null,
    config_hash: configHash ?? null,
    wanted: null,
  };
}

/** A paused container runs; one that is restarting is on its way there. */
const UP = new Set(['running', 'paused', 'restarting']);

function effectOf(action: Change, state: string): PlanStep['effect'] {
  if (action === 'restart') return 'restart';
  if (action === 'start') return UP.has(state) ? 'none' : 'start';
  return UP.has(state) ? 'stop' : 'none';
}
