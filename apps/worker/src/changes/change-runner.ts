import type { Change, ChangeRequest, JobContext, JobPayload } from '@app/jobs';
import { DomainError, type JsonValue } from '@app/kernel';
import type { NodeProjects } from '../deployments/node-projects.js';
import type { VramRule } from '../gpu/vram-rule.js';
import type { NodeEngines } from '../nodes/node-engines.js';
import type { Planner } from '../plans/planner.js';
import { comingUp } from '../plans/container-step.js';
import type { ChangeHandler } from './change-work.js';
import { deployChange } from './deploy-change.js';
import { pullChange } from './pull-change.js';
import { runChange } from './run-change.js';
import { upChange } from './up-change.js';

const HANDLERS: Readonly<Record<Change, ChangeHandler>> = {
  start: runChange,
  stop: runChange,
  restart: runChange,
  up: upChange,
  pull: pullChange,
  deploy: deployChange,
  rollback: deployChange,
};

/** ChangeRunner carries a plan out, if the node is still as it was planned for. */
export class ChangeRunner {
  constructor(
    private readonly engines: NodeEngines,
    private readonly projects: NodeProjects,
    private readonly planner: Planner,
    private readonly vram: Pick<VramRule, 'refuse' | 'before' | 'released'>,
    private readonly steadyMs: number,
  ) {}

  /**
   * run makes the plan anew right before acting, and throws `plan_outdated` when it differs, and
   * `not_enough_gpu_memory` when what is to come up surely does not fit. It returns what the
   * change left behind. `node_outcome_unknown` means that the step under way may have been done or not.
   */
  async run(payload: JobPayload, context: JobContext): Promise<JsonValue> {
    const plan = await this.planner.plan(requestOf(payload), context.signal);
    if (plan.hash !== payload.plan_hash) throw planOutdated(payload.node);
    const engine = this.engines.of(payload.node);
    await this.vram.refuse(engine.node, comingUp(plan.steps), context.signal);
    const project = this.projects.of(engine.node);
    const { planner, vram, steadyMs } = this;
    return HANDLERS[payload.action]({ payload, plan, engine, project, planner, vram, context, steadyMs });
  }
}

function requestOf({ node, action, services, rollout }: JobPayload): ChangeRequest {
  return { node, action, services, ...(rollout && { rollout }) };
}

function planOutdated(node: string): DomainError {
  const message = 'the node has changed since the plan was made, so nothing was done; make a new plan';
  return new DomainError('plan_outdated', message, { upstream: node });
}
