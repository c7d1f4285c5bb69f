import type { PlanStep } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import type { VramMark } from '../gpu/vram-rule.js';
import { beforeActing } from './before-acting.js';
import type { ChangeWork } from './change-work.js';
import { memoryReleased } from './memory-release.js';
import { GRACE_SECONDS, stepResult } from './step-result.js';

/**
 * restartApart restarts a service that holds GPU memory: all of its containers are stopped, what they held is waited
 * for, and only then they are started. The engine's own restart would start a model beside what is left of the old one.
 *
 * Once anything was stopped it is started again, also when the job is cancelled or the memory does not come back in
 * time: a service that ran must not be left down by a restart.
 */
export async function restartApart(
  work: ChangeWork,
  service: string,
  steps: readonly PlanStep[],
  held: VramMark,
): Promise<JsonValue[]> {
  const { engine, context } = work;
  const containers = steps.map(({ container }) => container ?? '');
  await context.progress(`stop ${service}`);
  await beforeActing(context);
  for (const container of containers) {
    await context.fence.check();
    await engine.client.stop(container, GRACE_SECONDS);
  }
  const released = await memoryReleased(work, [service], held, context.signal);
  await context.progress(`start ${service}`);
  for (const container of containers) {
    await context.fence.check();
    await engine.client.start(container);
  }
  const results = await Promise.all(steps.map((step) => stepResult(engine.client, step)));
  return results.map((result) => ({ ...result, memory_released: released }));
}
