import { randomUUID } from 'node:crypto';
import type { Logger } from '@app/http';
import type { IdempotencyStore, IdempotentRequest } from '@app/jobs';
import { DomainError, isJsonObject, type JsonObject } from '@app/kernel';
import type { Done } from './change-answer.js';
import type { ChangeCaller } from './change.js';

/** Keep remembers an answer for repetitions that come from now on; the end of the work replaces it. */
export type Keep = (done: Done) => Promise<void>;

/** RepeatGuard does the work of one Idempotency-Key once, however often the request is sent. */
export class RepeatGuard {
  constructor(
    private readonly store: IdempotencyStore,
    private readonly logger: Logger,
  ) {}

  /**
   * once throws `idempotency_key_reused` for another request under the key, and `request_in_flight` while the first
   * is under way and has nothing to tell yet. Work that throws before it kept anything has changed nothing, and may
   * be sent again. Without a key the work is simply done.
   */
  async once(
    { idempotencyKey: key, client, fingerprint }: ChangeCaller,
    work: (keep: Keep) => Promise<Done>,
  ): Promise<Done> {
    if (key === undefined) return work(() => Promise.resolve());
    const request = { key, actor: client?.id ?? 'unknown', fingerprint, jobId: randomUUID() };
    const known = await this.store.begin(request);
    if (known.state === 'other-request') throw reused();
    if (known.state === 'in-flight') throw inFlight();
    if (known.state === 'done') return stored(known.answer);
    return this.first(request, work);
  }

  private async first(request: IdempotentRequest, work: (keep: Keep) => Promise<Done>): Promise<Done> {
    let kept = false;
    const keep = (done: Done) => {
      kept = true;
      return this.step(() => this.store.complete(request, written(done)));
    };
    try {
      const done = await work(keep);
      await keep(done);
      return done;
    } catch (error) {
      if (!kept) await this.step(() => this.store.forget(request));
      throw error;
    }
  }

  /** The work counts, not its record: without one, a repetition is refused as under way, and nothing is done twice. */
  private async step(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.warn({ code: error.code }, 'what an Idempotency-Key was answered could not be kept');
    }
  }
}

function written(done: Done): string {
  if (!('failure' in done)) return JSON.stringify(done);
  const { code, message } = done.failure;
  return JSON.stringify({ failure: { code, message } });
}

function stored(text: string): Done {
  const { body, job, failure } = JSON.parse(text) as {
    body?: JsonObject;
    job?: string;
    failure?: { code: string; message: string };
  };
  if (isJsonObject(body)) return { body, ...(job !== undefined && { job }) };
  return {
    failure: new DomainError(failure?.code ?? 'internal_error', failure?.message ?? 'the request failed'),
  };
}

function reused(): DomainError {
  const message = 'Idempotency-Key was used for another request already';
  return new DomainError('idempotency_key_reused', message, { param: 'Idempotency-Key' });
}

function inFlight(): DomainError {
  const message = 'a request with this Idempotency-Key is under way';
  return new DomainError('request_in_flight', message, { param: 'Idempotency-Key', retryAfter: 1 });
}
