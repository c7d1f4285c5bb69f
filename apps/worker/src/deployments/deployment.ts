import { readServices } from '@app/docker';
import type { PlanStep, Rollout } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import { beforeActing } from '../changes/before-acting.js';
import type { ChangeWork } from '../changes/change-work.js';
import { makeRoom, recreated } from '../changes/memory-room.js';
import { serviceResults } from '../changes/service-results.js';
import { composeUp, refuseMissing, touched } from '../changes/up-change.js';
import { cancellationOf } from './cancellation.js';
import { fetchImages, fetchedResults, type Fetched } from './fetched-images.js';
import { HealthGate, type GateKeeper } from './health-gate.js';
import { keepImages } from './kept-images.js';
import { modelSilence } from './model-answer.js';
import { untagOlderImages } from './older-images.js';
import type { Images } from './pinned-file.js';
import type { Candidate } from './pins.js';
import { targetImages } from './target-images.js';
import { wayBack } from './way-back.js';

/**
 * Deployment takes services to the images of a rollout: fetch, keep the old ones, bring up, wait for health, pin. Once
 * a container was touched, whatever fails leads back to what ran before.
 */
export class Deployment {
  constructor(
    private readonly work: ChangeWork,
    private readonly rollout: Rollout,
  ) {}

  /**
   * run returns what runs now. It throws the plain error while nothing was touched, then `deployment_rolled_back` or
   * `deployment_rollback_failed`.
   */
  async run(): Promise<JsonValue> {
    const { engine, project, plan } = this.work;
    const targets = await targetImages(engine.client, this.rollout);
    const candidate = await project.pins.candidate(targets);
    try {
      const fetched = await this.fetch(targets, candidate);
      const steps = fetched.length === 0 ? plan.steps : await this.stepsNow();
      refuseMissing(steps);
      await keepImages(engine.client, steps, this.work.context);
      await this.replace(steps, targets, candidate, fetched);
      await untagOlderImages(this.work, plan.services);
      const services = await serviceResults(engine, plan.services);
      return { touched: touched(steps), fetched: await fetchedResults(this.work, fetched), services };
    } finally {
      await candidate.remove();
    }
  }

  /** Until here nothing runs otherwise than before, so a cancelled pull leaves nothing in doubt. */
  private async fetch(targets: Images, candidate: Candidate): Promise<Fetched[]> {
    try {
      return await fetchImages(this.work, this.rollout, targets, candidate.files);
    } catch (error) {
      this.work.context.signal.throwIfAborted();
      throw error;
    }
  }

  /** A pull may have moved a tag, and then more is to be done than was planned, or less. */
  private async stepsNow(): Promise<readonly PlanStep[]> {
    const { planner, plan, context } = this.work;
    const { node, action, services } = plan;
    const asked = { node, action, services, rollout: this.rollout };
    return (await planner.plan(asked, context.signal, 'after_fetch')).steps;
  }

  private async replace(
    steps: readonly PlanStep[],
    targets: Images,
    candidate: Candidate,
    fetched: readonly Fetched[],
  ): Promise<void> {
    const { context } = this.work;
    const services = touched(steps);
    if (services.length === 0) return this.pin(targets);
    await context.progress(`bring up ${services.join(', ')}`);
    await beforeActing(context);
    try {
      const cancelled = cancellationOf(context);
      await makeRoom(this.work, recreated(steps), cancelled);
      cancelled.throwIfAborted();
      await composeUp(this.work, services, candidate.files);
      await this.gate(services);
      await this.pin(targets);
    } catch (error) {
      const gate = (of: readonly string[]) => this.gate(of, new AbortController().signal);
      throw await wayBack(this.work, { steps, fetched, gate }, error);
    }
  }

  private async gate(services: readonly string[], signal = cancellationOf(this.work.context)): Promise<void> {
    const { engine, context, steadyMs } = this.work;
    const { node, client } = engine;
    const keeper: GateKeeper = {
      look: () => readServices(client, node, { only: services }),
      silence: (service, withinMs) => modelSilence(node, service, withinMs),
      progress: (step) => context.progress(step),
    };
    const gate = new HealthGate(keeper, steadyMs);
    await context.progress(`wait for health: ${services.join(', ')}`);
    await gate.pass(services, this.rollout.health_timeout_sec * 1_000, signal);
  }

  private async pin(targets: Images): Promise<void> {
    const { cli, pins } = this.work.project;
    const configured = await cli.services();
    await pins.commit(targets, (service) => configured.has(service));
  }
}
