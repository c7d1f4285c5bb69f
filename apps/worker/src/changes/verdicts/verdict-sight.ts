import type { Service, ServiceContainer } from '@app/docker';
import type { JobPayload, JobVerdict, PlanStep } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import type { NodeEngine } from '../../nodes/node-engines.js';

/** VerdictSight is what a verdict is made from: a job that was cut off, and its node as it is now. */
export interface VerdictSight {
  readonly payload: JobPayload;
  readonly engine: NodeEngine;
  readonly found: readonly Service[];
  readonly signal: AbortSignal;
  /** How long a container without a health check must have run. */
  readonly steadyMs: number;
}

export type Verdict = JobVerdict['verdict'];

export interface Finding {
  readonly verdict: Verdict;
  readonly evidence: JsonValue;
  /** Everything is on its way to `happened`, and a little later may be there. */
  readonly isOpen?: boolean;
}

export type VerdictMaker = (sight: VerdictSight) => Promise<Finding>;

/** together makes one verdict of those of the parts; of none, nothing can be said. */
export function together(parts: readonly Verdict[]): Verdict {
  const [first] = parts;
  if (first === undefined) return 'unknown';
  return parts.every((part) => part === first) ? first : 'partial';
}

/** ServicePart is what was found of one service of a job. */
export interface ServicePart {
  readonly verdict: Verdict;
  readonly evidence: JsonValue;
}

/** findingOf joins what was found of the services; `deciding` are those whose verdicts make that of the job. */
export function findingOf(
  { payload: { requested_at } }: VerdictSight,
  services: readonly ServicePart[],
  deciding = services,
): Finding {
  const evidence = { requested_at, services: services.map((part) => part.evidence) };
  return { verdict: together(deciding.map(({ verdict }) => verdict)), evidence };
}

export function containersOf({ found }: VerdictSight, name: string): readonly ServiceContainer[] {
  return found.find(({ service }) => service === name)?.containers ?? [];
}

export function stepsOf({ payload }: VerdictSight, service: string): readonly PlanStep[] {
  return (payload.steps ?? []).filter((step) => step.service === service);
}

/** isUntouched tells whether the containers are still those of the plan, as they were found. */
export function isUntouched(steps: readonly PlanStep[], containers: readonly ServiceContainer[]): boolean {
  const planned = steps.filter(({ container }) => container !== null);
  if (planned.length !== containers.length) return false;
  return planned.every(({ container, state, started_at }) =>
    containers.some(
      (each) => each.id === container && each.state === state && (each.startedAt ?? null) === started_at,
    ),
  );
}

/** verdictOnUndone judges a service that is not as it was to become. */
export function verdictOnUndone(
  steps: readonly PlanStep[],
  containers: readonly ServiceContainer[],
): Verdict {
  return isUntouched(steps, containers) ? 'did_not_happen' : 'partial';
}

export function containerEvidence(container: ServiceContainer): JsonValue {
  const { id, state, health, startedAt, image, imageId, configHash, leftOver } = container;
  return {
    id,
    state,
    health: health ?? null,
    started_at: startedAt ?? null,
    image,
    image_id: imageId,
    config_hash: configHash ?? null,
    left_over: leftOver,
  };
}
