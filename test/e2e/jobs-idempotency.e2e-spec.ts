import {
  IdempotencyStore,
  closeRedis,
  openRedis,
  requestFingerprint,
  type IdempotentRequest,
} from '@app/jobs';
import type { Redis } from 'ioredis';
import { anIntent } from '../redis/a-job.js';
import { ready } from '../redis/ready.js';
import { RedisServer } from '../redis/redis-server.js';

const fingerprint = requestFingerprint('POST', '/services/web/restart', { confirm: true });

function aRequest(parts: Partial<IdempotentRequest> = {}): IdempotentRequest {
  return { key: 'k-1', actor: 'ann', fingerprint, jobId: anIntent(), ...parts };
}

describe('the memory of idempotency keys', () => {
  let server: RedisServer;
  let redis: Redis;
  let store: IdempotencyStore;

  beforeAll(async () => {
    server = await RedisServer.start();
    redis = openRedis(server.url, 'prompt', () => undefined);
    await ready(redis);
    store = new IdempotencyStore(redis);
  });

  beforeEach(async () => {
    await redis.flushall();
  });

  afterAll(async () => {
    closeRedis(redis);
    await server.stop();
  });

  it('lets one of many equal requests through and tells the others its job', async () => {
    const requests = Array.from({ length: 20 }, () => aRequest());
    const states = await Promise.all(requests.map((request) => store.begin(request)));
    const first = requests[states.findIndex(({ state }) => state === 'new')];
    expect(states.filter(({ state }) => state === 'new')).toHaveLength(1);
    expect(states.filter(({ state }) => state === 'in-flight')).toHaveLength(19);
    expect(await store.begin(aRequest())).toEqual({ state: 'in-flight', jobId: first?.jobId });
  });

  it('gives the stored answer to whoever repeats the request', async () => {
    const request = aRequest();
    await store.begin(request);
    expect(await store.complete(request, '{"ok":true}')).toBe(true);
    expect(await store.begin(aRequest())).toEqual({
      state: 'done',
      jobId: request.jobId,
      answer: '{"ok":true}',
    });
  });

  it('tells another request under the same key apart, and another actor with the same key', async () => {
    await store.begin(aRequest());
    const other = requestFingerprint('POST', '/services/web/stop', { confirm: true });
    expect(await store.begin(aRequest({ fingerprint: other }))).toEqual({ state: 'other-request' });
    expect(await store.begin(aRequest({ actor: 'bob' }))).toEqual({ state: 'new' });
  });

  it('keeps an answer for a day, and no answer that is too large', async () => {
    const request = aRequest();
    await store.begin(request);
    await expect(store.complete(request, 'x'.repeat(65_537))).rejects.toMatchObject({
      code: 'answer_too_large',
    });
    await store.complete(request, 'x'.repeat(65_536));
    const [key = ''] = await redis.keys('*idempotency*');
    expect(await redis.pttl(key)).toBeGreaterThan(24 * 3_600_000 - 60_000);
  });

  it('frees the key of a request that did nothing, but not of one that was answered', async () => {
    const request = aRequest();
    await store.begin(request);
    expect(await store.forget(aRequest())).toBe(false);
    expect(await store.forget(request)).toBe(true);
    expect(await store.begin(request)).toEqual({ state: 'new' });
    await store.complete(request, 'done');
    expect(await store.forget(request)).toBe(false);
  });

  it.each(['', ' ', 'a b', 'ä', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    await expect(async () => store.begin(aRequest({ key }))).rejects.toMatchObject({
      code: 'invalid_idempotency_key',
    });
  });
});

describe('the fingerprint of a request', () => {
  it('is the same for the same members in another order, at any depth', () => {
    const one = requestFingerprint('post', '/images/pull', { a: [{ x: 1, y: 2 }], b: null });
    expect(requestFingerprint('POST', '/images/pull', { b: null, a: [{ y: 2, x: 1 }] })).toBe(one);
    expect(requestFingerprint('POST', '/images/pull', { b: null, a: [{ y: 1, x: 2 }] })).not.toBe(one);
  });
});
