import type { Service, ServiceOutline } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import type { Configuration } from './plan-sight.js';

/** leftOvers names containers of a recreation that was cut off; the next one that Compose makes tidies them up. */
export function leftOvers(services: readonly Service[]): string[] {
  return services.flatMap(({ service, containers }) =>
    containers
      .filter(({ leftOver }) => leftOver)
      .map(({ name }) => `${service}: the container ${name} is left over from a recreation that was cut off`),
  );
}

/** dependents names the services that depend on touched ones and are not touched themselves. */
export function dependents(
  steps: readonly PlanStep[],
  outlines: readonly ServiceOutline[],
  configured: Configuration = new Map(),
): string[] {
  const touched = new Set(steps.filter(({ effect }) => effect !== 'none').map(({ service }) => service));
  const needs = new Map(outlines.map(({ service, dependsOn }) => [service, new Set(dependsOn)]));
  for (const [service, { dependsOn }] of configured) {
    needs.set(service, new Set([...(needs.get(service) ?? []), ...dependsOn]));
  }
  return [...needs]
    .filter(([service]) => !touched.has(service))
    .flatMap(([service, on]) => {
      const hit = [...on].filter((each) => touched.has(each));
      return hit.length === 0 ? [] : [`${service} depends on ${hit.join(', ')}`];
    });
}
