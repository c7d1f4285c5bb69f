import type { JobContext, JobPayload, PlanStep } from '@app/jobs';
import { DomainError, type JsonValue } from '@app/kernel';
import type { NodeEngine, NodeEngines } from '../nodes/node-engines.js';
import { Planner } from '../plans/planner.js';
import { isChange } from './is-change.js';

/** How long a container may take to end by itself, in seconds; Docker's own default. */
const GRACE_SECONDS = 10;

/** ChangeRunner carries a plan out, if the node is still as it was planned for. */
export class ChangeRunner {
  private readonly planner: Planner;

  constructor(private readonly engines: NodeEngines) {
    this.planner = new Planner(engines);
  }

  /**
   * run makes the plan anew right before acting, and throws `plan_outdated` when it differs. It returns what each
   * step left behind. `node_outcome_unknown` means that the step under way may have been done or not.
   */
  async run(payload: JobPayload, context: JobContext): Promise<JsonValue> {
    const { node, action, services, plan_hash } = payload;
    if (!isChange(action)) throw new DomainError('invalid_job', `action: "${action}" is not known here`);
    const plan = await this.planner.plan({ node, action, services }, context.signal);
    if (plan.hash !== plan_hash) throw planOutdated(node);
    const engine = this.engines.of(node);
    const results: JsonValue[] = [];
    for (const step of plan.steps) results.push(await carryOut(engine, step, context));
    return { steps: results };
  }
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

function planOutdated(node: string): DomainError {
  const message = 'the node has changed since the plan was made, so nothing was done; make a new plan';
  return new DomainError('plan_outdated', message, { upstream: node });
}
