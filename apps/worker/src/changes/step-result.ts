import type { EngineClient } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import type { JsonObject } from '@app/kernel';

/** How long a container may take to end by itself, in seconds; Docker's own default. */
export const GRACE_SECONDS = 10;

/** stepResult says what the container of a step is after it. */
export async function stepResult(
  client: EngineClient,
  { service, effect, container }: PlanStep,
): Promise<JsonObject> {
  const { state, startedAt } = await client.inspectContainer(container ?? '');
  return { service, effect, container, state, started_at: startedAt ?? null };
}
