import { readServices } from '@app/docker';
import type { Logger } from '@app/http';
import type { Change, JobBook, JobVerdict, JobView } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { NodeProject } from '../deployments/node-projects.js';
import type { NodeEngine } from '../nodes/node-engines.js';
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
/** A stop takes ten seconds at most, and a start a few. */
const ENGINE_ENDS_WITHIN_MS = 15_000;
/** Compose ends at the next word that nobody reads any more; between two words a container is stopped and another started. */
const COMPOSE_ENDS_WITHIN_MS = 30_000;

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
    private readonly logger: Logger,
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
   * verdictOn says what the node shows of a job now, while it may still change. A deployment that happened has its
   * images pinned, as its own worker would have done.
   */
  async verdictOn(job: JobView): Promise<JobVerdict> {
    const { verdict, evidence } = await this.find(job);
    return { type: 'verdict', verdict, evidence };
  }

  private async look(): Promise<void> {
    const node = this.engine.node.id;
    try {
      for (const job of await this.book.interrupted(node)) {
        const { verdict, evidence, isOpen } = await this.find(job);
        if (verdict !== 'happened' && mayStillHappen(job, isOpen === true)) continue;
        await this.book.settle(job.jobId, { type: 'verdict', verdict, evidence });
        this.logger.warn({ node, job: job.jobId, verdict }, 'an interrupted job was looked into');
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.debug({ node, code: error.code }, 'interrupted jobs cannot be looked into yet');
    }
  }

  private async find({ payload }: JobView): Promise<Finding> {
    const signal = AbortSignal.timeout(READ_MS);
    const found = await readServices(this.engine.client, this.engine.node, signal);
    const sight = { payload, engine: this.engine, found, signal };
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

/** Whoever was asked by a worker goes on for a while when the worker has died. */
function mayStillHappen({ startedAt, payload }: JobView, isOpen: boolean): boolean {
  const age = Date.now() - Date.parse(startedAt ?? '');
  if (isOpen && age < (payload.rollout?.health_timeout_sec ?? 0) * 1_000) return true;
  return age < endsWithinMs(payload.action);
}

function endsWithinMs(action: Change): number {
  return VERDICTS[action] === runVerdict ? ENGINE_ENDS_WITHIN_MS : COMPOSE_ENDS_WITHIN_MS;
}
