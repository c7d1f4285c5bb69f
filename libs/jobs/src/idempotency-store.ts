import { createHash } from 'node:crypto';
import { DomainError } from '@app/kernel';
import type { Redis } from 'ioredis';
import { keys } from './job-names.js';
import { throughRedis } from './redis-failure.js';

/** Longer than any job record is kept, so that a repeated request never makes a second job. */
const KEPT_MS = 24 * 3_600_000;
export const LARGEST_ANSWER_BYTES = 65_536;
const LONGEST_KEY = 255;

export interface IdempotentRequest {
  /** The client's Idempotency-Key, 1 to 255 visible ASCII characters. */
  readonly key: string;
  /** Who sent it: two actors never share a key. */
  readonly actor: string;
  /** See requestFingerprint. */
  readonly fingerprint: string;
  /** The job that this request makes if it is the first. */
  readonly jobId: string;
}

/** What is known of a request: the first, one like it under way or answered, or another under the same key. */
export type IdempotencyState =
  | { readonly state: 'new' }
  | { readonly state: 'in-flight'; readonly jobId: string }
  | { readonly state: 'done'; readonly jobId: string; readonly answer: string }
  | { readonly state: 'other-request' };

/** KEYS: the record; ARGV: fingerprint, job id, ttl in ms. */
const BEGIN = `
local record = redis.call('HMGET', KEYS[1], 'fingerprint', 'job', 'answer')
if record[1] then return record end
redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'job', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return {}`;

/** KEYS: the record; ARGV: job id, answer. The record keeps its time. */
const COMPLETE = `
if redis.call('HGET', KEYS[1], 'job') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'answer', ARGV[2])
return 1`;

/** KEYS: the record; ARGV: job id. */
const FORGET = `
if redis.call('HGET', KEYS[1], 'job') ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'answer') == 1 then return 0 end
return redis.call('DEL', KEYS[1])`;

/** IdempotencyStore remembers for 24 hours what a key was used for, and the answer. Each step is one atomic script. */
export class IdempotencyStore {
  constructor(private readonly redis: Redis) {}

  /** begin tells whether the request is the first of its key, and takes the key for it if so. */
  async begin(request: IdempotentRequest): Promise<IdempotencyState> {
    const answer = await this.run(BEGIN, request, request.fingerprint, request.jobId, KEPT_MS);
    const [fingerprint, jobId, stored] = answer as (string | null)[];
    if (fingerprint === undefined) return { state: 'new' };
    if (fingerprint !== request.fingerprint) return { state: 'other-request' };
    if (stored === null || stored === undefined) return { state: 'in-flight', jobId: jobId ?? '' };
    return { state: 'done', jobId: jobId ?? '', answer: stored };
  }

  /** complete keeps the answer for those who repeat the request; false when the record is gone or another's. */
  async complete(request: IdempotentRequest, answer: string): Promise<boolean> {
    const bytes = Buffer.byteLength(answer);
    if (bytes > LARGEST_ANSWER_BYTES) throw tooLarge(bytes);
    return (await this.run(COMPLETE, request, request.jobId, answer)) === 1;
  }

  /** forget frees the key of a request that was refused before it did anything, so that it can be sent again. */
  async forget(request: IdempotentRequest): Promise<boolean> {
    return (await this.run(FORGET, request, request.jobId)) === 1;
  }

  private run(script: string, request: IdempotentRequest, ...values: (string | number)[]): Promise<unknown> {
    const key = recordKey(request);
    return throughRedis(() => this.redis.eval(script, 1, key, ...values));
  }
}

/** The key is the client's own text, so it is hashed, as JSON, which keeps any two pairs apart. */
function recordKey({ key, actor }: IdempotentRequest): string {
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > LONGEST_KEY) {
    throw new DomainError(
      'invalid_idempotency_key',
      'Idempotency-Key: must be 1 to 255 visible ASCII characters',
      {
        param: 'Idempotency-Key',
      },
    );
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([actor, key]))
    .digest('hex');
  return keys.idempotency(digest);
}

function tooLarge(bytes: number): DomainError {
  return new DomainError(
    'answer_too_large',
    `the answer takes ${bytes} bytes; at most ${LARGEST_ANSWER_BYTES} are kept`,
  );
}
