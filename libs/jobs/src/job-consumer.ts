import { setTimeout as pause } from 'node:timers/promises';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import { UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { CancelWatch } from './cancel-watch.js';
import { EndableWorker } from './endable-worker.js';
import { JobEvents } from './job-events.js';
import { KEY_PREFIX, queueName } from './job-names.js';
import { parseJobPayload, type JobPayload } from './job-payload.js';
import type { StoredJob } from './job-queues.js';
import { told } from './job-failure.js';
import type { RunnerSettings } from './job-run.js';
import { JobRunner } from './job-runner.js';
import { isInterruption } from './interruption.js';
import { isOutOfMemory } from './redis-failure.js';
import { closeRedis, openRedis } from './redis-link.js';
import { ServiceLocks } from './service-locks.js';
import { Troubles, type Trouble } from './troubles.js';

export interface ConsumerSettings extends RunnerSettings {
  readonly node: string;
  readonly redisUrl: string;
  readonly concurrency: number;
  /** How long a worker's job counts as alive without a sign of it, in milliseconds. */
  readonly jobLockMs: number;
  /** How often dead workers' jobs are looked for; one is found after two looks at most. */
  readonly stalledCheckMs: number;
  readonly onTrouble: (trouble: Trouble) => void;
  readonly clock?: Clock;
}

export const consumerDefaults = {
  concurrency: 4,
  jobLockMs: 30_000,
  stalledCheckMs: 10_000,
  serviceLockMs: 60_000,
  serviceWaitMs: 0,
} as const;

/** After a refusal by Redis itself, BullMQ would ask again at once, thousands of times a second. */
const BREATHER_MS = 1_000;
/** What an aborted handler has for its end, and Redis for hearing of it. */
const LAST_CALL_MS = 2_000;

/**
 * JobConsumer runs the jobs of one node, each at most once whatever dies: a job whose worker died ends as failed, for
 * JobBook.interrupted() to find. It starts at once and waits for Redis if need be.
 */
export class JobConsumer {
  private readonly connections: { bull: Redis; brief: Redis; subscriber: Redis };
  private readonly troubles: Troubles;
  private readonly cancels: CancelWatch;
  private readonly events: JobEvents;
  private readonly runner: JobRunner;
  private readonly worker: EndableWorker;
  private breather: NodeJS.Timeout | undefined;

  constructor(private readonly settings: ConsumerSettings) {
    const clock = settings.clock ?? systemClock;
    this.troubles = new Troubles(settings.onTrouble, clock);
    this.connections = this.connect();
    const { brief: redis, subscriber } = this.connections;
    this.cancels = new CancelWatch(redis, subscriber, this.troubles);
    this.events = new JobEvents(redis, clock);
    const { events, cancels, troubles } = this;
    this.runner = new JobRunner(
      { redis, locks: new ServiceLocks(redis), events, cancels, troubles, clock },
      settings,
    );
    this.worker = this.makeWorker();
  }

  get node(): string {
    return this.settings.node;
  }

  /** Whether jobs are taken from the queue. */
  get isRunning(): boolean {
    const { bull } = this.connections;
    return bull.status === 'ready' && this.worker.isRunning() && !this.worker.isPaused();
  }

  /**
   * close takes no more jobs and waits for those that run: `graceMs`, then two seconds after their signals aborted,
   * then two at most for Redis. It returns the ids of jobs that are still running; they end as interrupted.
   */
  async close(graceMs: number): Promise<string[]> {
    const closed = this.worker.close();
    await within(graceMs, closed);
    for (const jobId of this.runner.jobIds)
      this.runner.abort(jobId, 'worker_stopping', 'the worker must stop');
    await within(LAST_CALL_MS, closed);
    await within(LAST_CALL_MS, this.worker.abandon());
    clearTimeout(this.breather);
    this.cancels.close();
    for (const connection of Object.values(this.connections)) closeRedis(connection);
    return this.runner.jobIds;
  }

  private connect(): JobConsumer['connections'] {
    const open = (temper: 'patient' | 'brief') =>
      openRedis(this.settings.redisUrl, temper, (error) => this.troubles.report('redis', error));
    return { bull: open('patient'), brief: open('brief'), subscriber: open('patient') };
  }

  /** attempts is 1 on every job, but that alone runs a job again whose worker died: the two counts here forbid it. */
  private makeWorker(): EndableWorker {
    const { node, concurrency, jobLockMs, stalledCheckMs } = this.settings;
    const worker = new EndableWorker(queueName(node), (job) => this.process(job), {
      connection: this.connections.bull,
      prefix: KEY_PREFIX,
      skipVersionCheck: true,
      concurrency,
      maxStalledCount: 0,
      maxStartedAttempts: 1,
      lockDuration: jobLockMs,
      stalledInterval: stalledCheckMs,
      runRetryDelay: BREATHER_MS,
    });
    worker.on('error', (error) => this.onError(error));
    worker.on('lockRenewalFailed', (jobIds) => this.onLostJobs(jobIds));
    worker.on('failed', (job, error) => void this.onFailed(job, error));
    return worker;
  }

  /** The signal of a job is the runner's own, so it does not depend on how many parameters BullMQ counts here. */
  private async process(job: StoredJob): Promise<null> {
    try {
      const outcome = await this.runner.run(this.payloadOf(job));
      if (outcome.result === 'ok') return null;
      throw unrecoverable(outcome.error);
    } catch (error) {
      throw error instanceof UnrecoverableError ? error : unrecoverable(error);
    }
  }

  private payloadOf(job: StoredJob): JobPayload {
    const payload = parseJobPayload(job.data.payload);
    if (payload.intent_id === job.id && payload.node === this.settings.node) return payload;
    throw new DomainError('invalid_job', 'intent_id and node: must be those of the job and of its queue');
  }

  private onError(error: Error): void {
    this.troubles.report('queue', error);
    if (!isOutOfMemory(error) || this.breather !== undefined) return;
    void this.worker.pause(true);
    this.breather = setTimeout(() => {
      this.breather = undefined;
      void this.worker.resume();
    }, BREATHER_MS);
  }

  private onLostJobs(jobIds: readonly string[]): void {
    for (const jobId of jobIds)
      this.runner.abort(jobId, 'lock_lost', 'Redis no longer knows the job as running');
  }

  /** A job that is still running here tells its own outcome. */
  private async onFailed(job: StoredJob | undefined, error: Error): Promise<void> {
    if (job?.id === undefined || !isInterruption(error.message) || this.runner.jobIds.includes(job.id))
      return;
    await this.events
      .publish(job.id, { type: 'outcome', result: 'interrupted', code: 'interrupted' })
      .catch((failure: unknown) => this.troubles.report('events', failure));
  }
}

/** What is thrown is kept in Redis, so it holds no more than may be told. */
function unrecoverable(error: unknown): UnrecoverableError {
  const { code, message } = told(error);
  return new UnrecoverableError(`${code}: ${message}`);
}

/** within waits for the promise, but no longer than the time. */
async function within(ms: number, promise: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeUp = pause(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([promise, timeUp]);
  timer.abort();
}
