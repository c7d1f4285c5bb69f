import { randomUUID } from 'node:crypto';
import type { IdempotencyStore, IdempotentRequest } from '@app/jobs';
import { DomainError, isJsonObject, type JsonObject } from '@app/kernel';

/** Done is the end of accepted work: its answer, or why it failed. Both are what a repetition is answered with. */
export type Done = { readonly answer: JsonObject } | { readonly failure: DomainError };

/** RepeatGuard does the work of one Idempotency-Key once, however often the request is sent. */
export class RepeatGuard {
  constructor(private readonly store: IdempotencyStore) {}

  /**
   * once throws `idempotency_key_reused` for another request under the key, and `request_in_flight` while the first
   * is under way. Work that throws has changed nothing, and may be sent again.
   */
  async once(asked: Omit<IdempotentRequest, 'jobId'>, work: () => Promise<Done>): Promise<Done> {
    const request = { ...asked, jobId: randomUUID() };
    const known = await this.store.begin(request);
    if (known.state === 'other-request') throw reused();
    if (known.state === 'in-flight') throw inFlight();
    if (known.state === 'done') return stored(known.answer);
    return this.first(request, work);
  }

  private async first(request: IdempotentRequest, work: () => Promise<Done>): Promise<Done> {
    try {
      const done = await work();
      await this.store.complete(request, written(done));
      return done;
    } catch (error) {
      await this.store.forget(request);
      throw error;
    }
  }
}

function written(done: Done): string {
  if ('answer' in done) return JSON.stringify(done);
  const { code, message } = done.failure;
  return JSON.stringify({ failure: { code, message } });
}

function stored(text: string): Done {
  const { answer, failure } = JSON.parse(text) as {
    answer?: JsonObject;
    failure?: { code: string; message: string };
  };
  if (isJsonObject(answer)) return { answer };
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
