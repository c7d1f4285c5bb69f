import { readServices, type ServiceContainer } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import { isUp } from '../plans/container-step.js';
import type { ChangeWork } from './change-work.js';

/**
 * runAgain takes services back whose containers are all still there, with none beside them, as when the making of a new
 * one was refused: what ran and was stopped meanwhile, as 1.29 does first, is started. Returns their names.
 */
export async function runAgain(
  work: Pick<ChangeWork, 'engine' | 'context'>,
  steps: readonly PlanStep[],
): Promise<ReadonlySet<string>> {
  const { client, node } = work.engine;
  const byService = Map.groupBy(steps, ({ service }) => service);
  const found = await readServices(client, node, { only: [...byService.keys()] });
  const same = [...byService].filter(([service, planned]) => {
    const present = found.find((each) => each.service === service)?.containers ?? [];
    return isSame(planned, present);
  });
  for (const [service, planned] of same) {
    const present = found.find((each) => each.service === service)?.containers ?? [];
    await startStopped(work, service, stoppedSince(planned, present));
  }
  return new Set(same.map(([service]) => service));
}

function isSame(planned: readonly PlanStep[], present: readonly ServiceContainer[]): boolean {
  const before = new Set(planned.map(({ container }) => container).filter((id) => id !== null));
  return before.size > 0 && before.size === present.length && present.every(({ id }) => before.has(id));
}

function stoppedSince(planned: readonly PlanStep[], present: readonly ServiceContainer[]): string[] {
  const ran = new Set(planned.filter(({ state }) => isUp(state)).map(({ container }) => container));
  return present.filter(({ id, state }) => ran.has(id) && !isUp(state)).map(({ id }) => id);
}

async function startStopped(
  { engine, context }: Pick<ChangeWork, 'engine' | 'context'>,
  service: string,
  stopped: readonly string[],
): Promise<void> {
  for (const id of stopped) {
    await context.fence.check();
    await engine.client.start(id);
  }
  if (stopped.length > 0) await context.log(`${service}: what ran before was stopped, and runs again`);
}
