import { serviceNamed } from '@app/docker';
import type { Change, PlanStep } from '@app/jobs';
import { containerStep, isUp } from './container-step.js';
import { dependents, leftOvers } from './plan-warnings.js';
import type { PlanDraft, PlanSight } from './plan-sight.js';
import { refuseProtected } from './refusals.js';

/**
 * runDraft plans `start`, `stop` and `restart`, which take containers as they are. A service without one is not
 * found: it has to be brought up first.
 */
export async function runDraft(sight: PlanSight): Promise<PlanDraft> {
  const { engine, request, found, outlines } = sight;
  const services = request.services.map((name) => serviceNamed(found, engine.node.id, name));
  for (const { service, protected: isProtected } of services) refuseProtected(service, isProtected, sight);
  const steps = services.flatMap(({ service, containers }) =>
    containers.map((container) =>
      containerStep(service, container, effectOf(request.action, container.state)),
    ),
  );
  const down = request.action === 'start' ? [] : dependents(steps, outlines);
  return { steps, warnings: [...leftOvers(services), ...down] };
}

function effectOf(action: Change, state: string): PlanStep['effect'] {
  if (action === 'restart') return 'restart';
  if (action === 'start') return isUp(state) ? 'none' : 'start';
  return isUp(state) ? 'stop' : 'none';
}
