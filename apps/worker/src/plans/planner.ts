import { readInventory } from '@app/docker';
import { planOf, type Change, type ChangeRequest, type Plan } from '@app/jobs';
import type { NodeProjects } from '../deployments/node-projects.js';
import type { VramRule } from '../gpu/vram-rule.js';
import type { NodeEngines } from '../nodes/node-engines.js';
import { NodeGuard } from '../watch/node-guard.js';
import { comingUp, isUp } from './container-step.js';
import { refuseCreation } from './create-gate.js';
import type { PlanDraft, PlanSight } from './plan-sight.js';
import { pullDraft } from './pull-draft.js';
import { runDraft } from './run-draft.js';
import { upDraft } from './up-draft.js';

const DRAFTS: Readonly<Record<Change, (sight: PlanSight) => Promise<PlanDraft>>> = {
  start: runDraft,
  stop: runDraft,
  restart: runDraft,
  up: upDraft,
  pull: pullDraft,
  deploy: upDraft,
  rollback: upDraft,
};

/** Planner looks at a node and says what a change would do. It only reads. */
export class Planner {
  private readonly guard: NodeGuard;

  constructor(
    private readonly engines: NodeEngines,
    private readonly projects: NodeProjects,
    private readonly vram: Pick<VramRule, 'warnings'>,
  ) {
    this.guard = new NodeGuard(engines);
  }

  /**
   * plan throws `node_not_found`, `node_cannot_create`, `service_not_found`, `service_protected`, what the guard of
   * the node's door refuses, or why the node or its compose files could not be read.
   */
  async plan(request: ChangeRequest, signal?: AbortSignal): Promise<Plan> {
    const engine = this.engines.of(request.node);
    this.guard.refuse(request.node, request.action);
    await refuseCreation(engine, request.action, signal);
    const { services: found, outlines } = await readInventory(engine.client, engine.node, {
      only: request.services,
      signal,
    });
    const project = this.projects.of(engine.node);
    const draft = await DRAFTS[request.action]({ engine, project, request, found, outlines, signal });
    const running = outlines.filter(({ states }) => states.some(isUp));
    const names = running.map(({ service }) => service);
    const memory = await this.vram.warnings(engine.node, comingUp(draft.steps), names, signal);
    return planOf(request, draft.steps, [...draft.warnings, ...memory]);
  }
}
