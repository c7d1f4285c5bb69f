import { readInventory } from '@app/docker';
import { planOf, type Change, type ChangeRequest, type Plan } from '@app/jobs';
import { diskWords } from '../agents/disk-words.js';
import type { NodeAgents } from '../agents/node-agents.js';
import { CertificateRule } from '../certificates/certificate-rule.js';
import type { Ahead } from '../certificates/longest-time.js';
import type { NodeProjects } from '../deployments/node-projects.js';
import type { DriverRule } from '../gpu/driver-rule.js';
import type { VramRule } from '../gpu/vram-rule.js';
import type { NodeEngine, NodeEngines } from '../nodes/node-engines.js';
import { NodeGuard } from '../watch/node-guard.js';
import { askingGpu } from './asking-gpu.js';
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

/** What fills the disk of a node, or may. */
const FILLING: ReadonlySet<Change> = new Set(['up', 'pull', 'deploy', 'rollback']);

/** PlanRules judge whether a node has room for what a plan would bring up. */
export interface PlanRules {
  readonly vram: Pick<VramRule, 'warnings'>;
  readonly driver: Pick<DriverRule, 'refuse'>;
  readonly agents: Pick<NodeAgents, 'disk'>;
}

/** Planner looks at a node and says what a change would do. It only reads. */
export class Planner {
  private readonly guard: NodeGuard;
  private readonly certificates = new CertificateRule();

  constructor(
    private readonly engines: NodeEngines,
    private readonly projects: NodeProjects,
    private readonly rules: PlanRules,
  ) {
    this.guard = new NodeGuard(engines);
  }

  /**
   * plan throws `node_not_found`, `node_cannot_create`, `service_not_found`, `service_protected`, `node_gpu_lost`,
   * `node_certificate_expiring`, what the guard of the node's door refuses, or why the node or its compose files could
   * not be read. `ahead` is what of the change is still to be done.
   */
  async plan(request: ChangeRequest, signal?: AbortSignal, ahead: Ahead = 'all'): Promise<Plan> {
    const engine = this.engines.of(request.node);
    const certificates = () => engine.door.mutualTls?.certificates;
    this.guard.refuse(request.node, request.action);
    this.certificates.refuseEnded(request.node, certificates(), request);
    await refuseCreation(engine, request.action, signal);
    const sight = await this.sightOf(engine, request, signal);
    this.certificates.refuseShort(request.node, certificates(), request, ahead);
    const draft = await DRAFTS[request.action](sight);
    const unread = this.certificates.warnings(request.node, certificates(), request);
    const room = [...(await this.memory(sight, draft)), ...(await this.disk(sight, draft))];
    return planOf(request, draft.steps, [...draft.warnings, ...unread, ...room]);
  }

  private async sightOf(
    engine: NodeEngine,
    request: ChangeRequest,
    signal: AbortSignal | undefined,
  ): Promise<PlanSight> {
    const { services: found, outlines } = await readInventory(engine.client, engine.node, {
      only: request.services,
      signal,
    });
    return { engine, project: this.projects.of(engine.node), request, found, outlines, signal };
  }

  /** What the GPUs of the node make of the plan: a refusal, or what to know of their memory. */
  private async memory(
    { engine, outlines, signal }: PlanSight,
    { steps, configured }: PlanDraft,
  ): Promise<string[]> {
    const asking = await askingGpu(engine, steps, configured, signal);
    await this.rules.driver.refuse(engine.node, asking, signal);
    const names = outlines.filter(({ states }) => states.some(isUp)).map(({ service }) => service);
    return this.rules.vram.warnings(engine.node, comingUp(steps), names, signal);
  }

  private async disk({ engine, request }: PlanSight, { steps }: PlanDraft): Promise<string[]> {
    if (!FILLING.has(request.action)) return [];
    return [diskWords(await this.rules.agents.disk(engine), steps, request.rollout)];
  }
}
