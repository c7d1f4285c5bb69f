import { readServices, serviceNamed, type ContainerDetails } from '@app/docker';
import type { Logger } from '@app/http';
import type { JobBook, JobVerdict, JobView } from '@app/jobs';
import { DomainError, type JsonValue } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';

const READ_MS = 15_000;
/** A stop takes ten seconds at most, and a start a few. */
const ENGINE_ENDS_WITHIN_MS = 15_000;

/**
 * Reconciler says of each job that was cut off whether it happened, by what the engine shows. Nothing is done again:
 * Docker and Redis share no transaction, so what a dead worker did can only be seen.
 */
export class Reconciler {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly engine: NodeEngine,
    private readonly book: JobBook,
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

  private async look(): Promise<void> {
    const node = this.engine.node.id;
    try {
      for (const job of await this.book.interrupted(node)) {
        const verdict = await this.verdictOn(job);
        if (verdict.verdict !== 'happened' && mayStillHappen(job)) continue;
        await this.book.settle(job.jobId, verdict);
        this.logger.warn(
          { node, job: job.jobId, verdict: verdict.verdict },
          'an interrupted job was looked into',
        );
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.debug({ node, code: error.code }, 'interrupted jobs cannot be looked into yet');
    }
  }

  private async verdictOn(job: JobView): Promise<JobVerdict> {
    const containers = await this.containersOf(job);
    const seen = containers.map((container) => ({ container, happened: happened(job, container) }));
    const evidence = {
      requested_at: job.payload.requested_at,
      containers: seen.map(({ container, happened: did }) => evidenceOf(container, did)),
    };
    return { type: 'verdict', verdict: verdictOf(seen.map((each) => each.happened)), evidence };
  }

  private async containersOf({ payload }: JobView): Promise<ContainerDetails[]> {
    const { node, client } = this.engine;
    const signal = AbortSignal.timeout(READ_MS);
    const services = await readServices(client, node, signal);
    const ids = payload.services.flatMap((name) =>
      serviceNamed(services, node.id, name).containers.map(({ id }) => id),
    );
    return Promise.all(ids.map((id) => client.inspectContainer(id, signal)));
  }
}

/** The engine goes on with what it was asked for when the one who asked has died. */
function mayStillHappen({ startedAt }: JobView): boolean {
  return Date.now() - Date.parse(startedAt ?? '') < ENGINE_ENDS_WITHIN_MS;
}

/**
 * A restart or start shows in the start time, a stop in the end time. What counts is the time of the request: a change
 * by another between it and the job would have outdated the plan, and Redis dates a job anew when it finds it lost.
 */
function happened({ payload }: JobView, container: ContainerDetails): boolean {
  const since = Date.parse(payload.requested_at);
  const began = Date.parse(container.startedAt ?? '') >= since;
  if (payload.action === 'stop')
    return container.state !== 'running' && Date.parse(container.finishedAt ?? '') >= since;
  return container.state === 'running' && began;
}

function verdictOf(each: readonly boolean[]): JobVerdict['verdict'] {
  if (each.length === 0) return 'unknown';
  if (each.every(Boolean)) return 'happened';
  return each.some(Boolean) ? 'partial' : 'did_not_happen';
}

function evidenceOf({ id, state, startedAt, finishedAt }: ContainerDetails, did: boolean): JsonValue {
  return { id, state, started_at: startedAt ?? null, finished_at: finishedAt ?? null, happened: did };
}
