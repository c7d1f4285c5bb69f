import { readServices } from '@app/docker';
import type { Logger } from '@app/http';
import type { Change, JobBook, JobPayload, JobVerdict } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { NodeProject } from '../deployments/node-projects.js';
import type { NodeEngine } from '../nodes/node-engines.js';
import type { JobJournal } from '../outcomes/job-journal.js';
import { mayStillHappen } from './patience.js';
import { deployVerdict } from './verdicts/deploy-verdict.js';
import { pullVerdict } from './verdicts/pull-verdict.js';
import { runVerdict } from './verdicts/run-verdict.js';
import { upVerdict } from './verdicts/up-verdict.js';
import {
  containersOf,
  type Finding,
  type VerdictMaker,
  type VerdictSight,
} from './verdicts/verdict-sight.js';

const READ_MS = 15_000;

const VERDICTS: Readonly<Record<Change, VerdictMaker>> = {
  start: runVerdict,
  stop: runVerdict,
  restart: runVerdict,
  up: upVerdict,
  pull: pullVerdict,
  deploy: deployVerdict,
  rollback: deployVerdict,
};

/**
 * Reconciler says of each job that was cut off whether it happened, by what the engine shows. Nothing is done again:
 * Docker and Redis share no transaction, so what a dead worker did can only be seen.
 */
export class Reconciler {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly engine: NodeEngine,
    private readonly project: NodeProject,
    private readonly book: Pick<JobBook, 'interrupted' | 'settle'>,
    private readonly journal: Pick<JobJournal, 'lastSign'>,
    private readonly logger: Logger,
    private readonly steadyMs: number,
  ) {}

  /** start looks now and then every so many milliseconds, until close. */
  start(everyMs: number): void {
    this.looking = this.look();
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look());
    }, everyMs).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /**
   * verdictOn says what the node shows of a job; undefined while that may still change. A deployment that happened has
   * its images pinned, as its own worker would have done.
   */
  async verdictOn(payload: JobPayload): Promise<JobVerdict | undefined> {
    const lastSign = this.journal.lastSign(payload.intent_id);
    const { verdict, evidence, isOpen = false } = await this.find(payload);
    if (verdict !== 'happened' && mayStillHappen(payload, lastSign, isOpen)) return undefined;
    return { type: 'verdict', verdict, evidence };
  }

  private async look(): Promise<void> {
    const node = this.engine.node.id;
    try {
      for (const { jobId, payload } of await this.book.interrupted(node)) {
        const found = await this.verdictOn(payload);
        if (found === undefined) continue;
        await this.book.settle(jobId, found);
        this.logger.warn({ node, job: jobId, verdict: found.verdict }, 'an interrupted job was looked into');
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.debug({ node, code: error.code }, 'interrupted jobs cannot be looked into yet');
    }
  }

  private async find(payload: JobPayload): Promise<Finding> {
    const signal = AbortSignal.timeout(READ_MS);
    const wanted = { only: payload.services, signal };
    const found = await readServices(this.engine.client, this.engine.node, wanted);
    const sight = { payload, engine: this.engine, found, signal, steadyMs: this.steadyMs };
    const finding = await VERDICTS[payload.action](sight);
    if (finding.verdict === 'happened' && payload.rollout !== undefined) await this.pin(sight);
    return finding;
  }

  /** What the containers were made from is what Compose was told then. */
  private async pin(sight: VerdictSight): Promise<void> {
    const images = sight.payload.services.flatMap((service): [string, string][] => {
      const [container] = containersOf(sight, service);
      return container === undefined ? [] : [[service, container.image]];
    });
    const pinned = await this.project.pins.images();
    if (images.every(([service, image]) => pinned.get(service) === image)) return;
    const configured = await this.project.cli.services({ signal: sight.signal });
    await this.project.pins.commit(new Map(images), (service) => configured.has(service));
  }
}
