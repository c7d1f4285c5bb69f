import type { JobContext, PlanStep } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';
import type { ChangeWork } from './change-work.js';

/** How long a container may take to end by itself, in seconds; Docker's own default. */
const GRACE_SECONDS = 10;

/** runChange carries out `start`, `stop` and `restart`, container by container. */
export async function runChange({ plan, engine, context }: ChangeWork): Promise<JsonValue> {
  const results: JsonValue[] = [];
  for (const step of plan.steps) results.push(await carryOut(engine, step, context));
  return { steps: results };
}

async function carryOut({ client }: NodeEngine, step: PlanStep, context: JobContext): Promise<JsonValue> {
  const { service, effect } = step;
  const container = step.container ?? '';
  await context.progress(`${effect} ${service}`);
  context.signal.throwIfAborted();
  if (effect !== 'none') await context.fence.check();
  // No signal from here on: a change that was sent is waited for, so that its end is known.
  if (effect === 'start') await client.start(container);
  if (effect === 'stop') await client.stop(container, GRACE_SECONDS);
  if (effect === 'restart') await client.restart(container, GRACE_SECONDS);
  const { state, startedAt } = await client.inspectContainer(container);
  return { service, effect, container, state, started_at: startedAt ?? null };
}
