import type { PlanStep } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import { beforeActing } from './before-acting.js';
import type { ChangeWork } from './change-work.js';
import { restartApart } from './restart-apart.js';
import { GRACE_SECONDS, stepResult } from './step-result.js';

/** runChange carries out `start`, `stop` and `restart`, service by service and container by container. */
export async function runChange(work: ChangeWork): Promise<JsonValue> {
  const results: JsonValue[] = [];
  for (const [service, steps] of Map.groupBy(work.plan.steps, (step) => step.service)) {
    results.push(...(await carryOutAll(work, service, steps)));
  }
  return { steps: results };
}

async function carryOutAll(
  work: ChangeWork,
  service: string,
  steps: readonly PlanStep[],
): Promise<JsonValue[]> {
  const { payload, engine, vram, context } = work;
  const held =
    payload.action === 'restart' ? await vram.before(engine.node, [service], context.signal) : undefined;
  if (held !== undefined) return restartApart(work, service, steps, held);
  const results: JsonValue[] = [];
  for (const step of steps) results.push(await carryOut(work, step));
  return results;
}

async function carryOut({ engine: { client }, context }: ChangeWork, step: PlanStep): Promise<JsonValue> {
  const { service, effect } = step;
  const container = step.container ?? '';
  await context.progress(`${effect} ${service}`);
  if (effect === 'none') context.signal.throwIfAborted();
  else await beforeActing(context);
  // No signal from here on: a change that was sent is waited for, so that its end is known.
  if (effect === 'start') await client.start(container);
  if (effect === 'stop') await client.stop(container, GRACE_SECONDS);
  if (effect === 'restart') await client.restart(container, GRACE_SECONDS);
  return stepResult(client, step);
}
