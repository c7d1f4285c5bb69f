import { setTimeout as pause } from 'node:timers/promises';
import { DomainError, type Clock, type JsonValue } from '@app/kernel';
import type { Redis } from 'ioredis';
import type { CancelWatch } from './cancel-watch.js';
import type { JobEvent } from './job-event.js';
import type { JobEvents } from './job-events.js';
import { ALREADY_STARTED, alreadyStarted, cancelled, codeOf, failure, serviceBusy } from './job-failure.js';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import { outcomeEvent } from './outcome-event.js';
import type { JobPayload } from './job-payload.js';
import type { JobContext, JobOutcome, RunnerSettings } from './job-run.js';
import { throughRedis } from './redis-failure.js';
import { ServiceFence } from './service-fence.js';
import type { LockRef, ServiceLocks } from './service-locks.js';
import type { Troubles } from './troubles.js';

export interface RunnerParts {
  readonly redis: Redis;
  readonly locks: ServiceLocks;
  readonly events: JobEvents;
  readonly cancels: CancelWatch;
  readonly troubles: Troubles;
  readonly clock: Clock;
}

const BUSY_POLL_MS = 200;

/** JobRunner takes a job from its claim to its outcome, once. */
export class JobRunner {
  private readonly running = new Map<string, AbortController>();

  constructor(
    private readonly parts: RunnerParts,
    private readonly settings: RunnerSettings,
  ) {}

  get jobIds(): string[] {
    return [...this.running.keys()];
  }

  abort(jobId: string, code: string, message: string): void {
    this.running.get(jobId)?.abort(new DomainError(code, message));
  }

  /** run returns the outcome, which has been reported; it throws `already_started` when the job is not ours to run. */
  async run(payload: JobPayload): Promise<JobOutcome> {
    const jobId = payload.intent_id;
    if (this.running.has(jobId)) throw alreadyStarted();
    const controller = new AbortController();
    this.running.set(jobId, controller);
    const cancel = () => this.abort(jobId, 'job_cancelled', 'the job was cancelled');
    const unheed = this.parts.cancels.heed(jobId, cancel);
    try {
      const outcome = await this.outcomeOf(payload, controller.signal);
      await this.report(outcome);
      return outcome;
    } finally {
      unheed();
      this.running.delete(jobId);
    }
  }

  private async outcomeOf(payload: JobPayload, signal: AbortSignal): Promise<JobOutcome> {
    const startedAt = this.time();
    let acted = false;
    const act = async (context: JobContext) => {
      acted = true;
      await this.tell(payload.intent_id, { type: 'started' });
      return this.settings.handler(payload, context);
    };
    const ended = await this.attempt(payload, signal, act).then(
      (value) => ({ result: 'ok' as const, value }),
      (error: unknown) => ({ result: failure(error, acted, signal), error }),
    );
    return { jobId: payload.intent_id, payload, acted, startedAt, endedAt: this.time(), ...ended };
  }

  private async attempt(
    payload: JobPayload,
    signal: AbortSignal,
    act: (context: JobContext) => Promise<JsonValue>,
  ): Promise<JsonValue> {
    const jobId = payload.intent_id;
    if (!(await this.claim(jobId))) throw alreadyStarted();
    if (await this.parts.cancels.isCancelled(jobId)) throw cancelled();
    const refs = this.settings.locate(payload);
    const fence = await this.hold(refs, jobId, signal);
    const keeping = setInterval(() => void this.keep(fence, jobId), this.settings.serviceLockMs / 3).unref();
    try {
      return await act(this.context(jobId, signal, fence));
    } finally {
      clearInterval(keeping);
      await this.letGo(refs, jobId);
    }
  }

  /** A claim outlives the job's record: a job that Redis brings back, or that is sent again, is not run again. */
  private async claim(jobId: string): Promise<boolean> {
    const claimed = await throughRedis(() =>
      this.parts.redis.set(keys.claim(jobId), this.time(), 'PX', RECORDS_KEPT_MS, 'NX'),
    );
    return claimed === 'OK';
  }

  private async hold(refs: readonly LockRef[], jobId: string, signal: AbortSignal): Promise<ServiceFence> {
    const { locks, clock } = this.parts;
    const until = clock.monotonic() + this.settings.serviceWaitMs;
    for (;;) {
      signal.throwIfAborted();
      const askedAt = clock.monotonic();
      const { lease, busy } = await locks.acquire(refs, jobId, this.settings.serviceLockMs);
      if (lease !== undefined) return new ServiceFence(locks, lease, clock, askedAt);
      if (askedAt >= until) throw serviceBusy(busy.ref, busy.owner);
      await pause(BUSY_POLL_MS, undefined, { signal });
    }
  }

  private async keep(fence: ServiceFence, jobId: string): Promise<void> {
    if (!(await fence.holds())) this.abort(jobId, 'lock_lost', 'the hold on the services was lost');
  }

  private async letGo(refs: readonly LockRef[], jobId: string): Promise<void> {
    await this.parts.locks
      .release(refs, jobId)
      .catch((error: unknown) => this.parts.troubles.report('release', error));
  }

  private context(jobId: string, signal: AbortSignal, fence: ServiceFence): JobContext {
    return {
      signal,
      fence,
      progress: (step, percent) => this.tell(jobId, { type: 'progress', step, percent }),
      log: (line) => this.tell(jobId, { type: 'log', line }),
    };
  }

  private async report(outcome: JobOutcome): Promise<void> {
    if (codeOf(outcome.error) === ALREADY_STARTED) throw outcome.error;
    await this.settings
      .onOutcome(outcome)
      .catch((error: unknown) => this.parts.troubles.report('outcome', error));
    await this.tell(outcome.jobId, outcomeEvent(outcome));
  }

  private async tell(jobId: string, event: JobEvent): Promise<void> {
    await this.parts.events
      .publish(jobId, event)
      .catch((error: unknown) => this.parts.troubles.report('events', error));
  }

  private time(): string {
    return new Date(this.parts.clock.now()).toISOString();
  }
}
