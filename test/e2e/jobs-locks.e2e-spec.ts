import {
  ServiceFence,
  ServiceLocks,
  closeRedis,
  openRedis,
  type LockRef,
  type ServiceLease,
} from '@app/jobs';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { ready } from '../redis/ready.js';
import { RedisServer } from '../redis/redis-server.js';

const TERM_MS = 60_000;
const ref = (service: string, node = 'local'): LockRef => ({ node, project: 'home', service });
const allRefs = ['a', 'b', 'c', 'd'].map((service) => ref(service));

let server: RedisServer;
let redis: Redis;
let locks: ServiceLocks;

beforeAll(async () => {
  server = await RedisServer.start();
  redis = openRedis(server.url, 'prompt', () => undefined);
  await ready(redis);
  locks = new ServiceLocks(redis);
});

beforeEach(async () => {
  await redis.flushall();
});

afterAll(async () => {
  closeRedis(redis);
  await server.stop();
});

describe('the locks of services', () => {
  it('takes all of them or none, and names who is in the way', async () => {
    await taken(['b'], 'job-1');
    const answer = await locks.acquire([ref('a'), ref('b'), ref('c')], 'job-2', TERM_MS);
    expect(answer.busy).toEqual({ ref: ref('b'), owner: 'job-1' });
    expect(await locks.holder(ref('a'))).toBeUndefined();
    expect(await locks.holder(ref('b'))).toMatchObject({ owner: 'job-1' });
  });

  it('lets one of a hundred have the service', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => locks.acquire([ref('a')], `job-${index}`, TERM_MS)),
    );
    expect(answers.filter((answer) => answer.lease !== undefined)).toHaveLength(1);
  });

  it('keeps apart the services of other nodes and projects', async () => {
    await taken(['a'], 'job-1');
    expect((await locks.acquire([ref('a', 'gpu')], 'job-2', TERM_MS)).lease).toBeDefined();
    const other = { ...ref('a'), project: 'home/a' };
    expect((await locks.acquire([other], 'job-3', TERM_MS)).lease).toBeDefined();
  });

  it('gives an owner that holds them its token again, so that a worker takes over what was locked for its job', async () => {
    const first = await taken(['a', 'b'], 'job-1');
    expect((await taken(['b', 'a'], 'job-1')).token).toBe(first.token);
    expect((await taken(['a', 'b', 'c'], 'job-1')).token).toBeGreaterThan(first.token);
    expect(await locks.renew(first)).toBe(false);
  });

  it('is released by its owner alone', async () => {
    await taken(['a'], 'job-1');
    expect(await locks.release([ref('a')], 'job-2')).toBe(0);
    expect(await locks.release([ref('a')], 'job-1')).toBe(1);
    expect(await locks.holder(ref('a'))).toBeUndefined();
  });

  it('frees itself when its term ends', async () => {
    await locks.acquire([ref('a')], 'job-1', 1);
    await eventually(async () => (await locks.acquire([ref('a')], 'job-2', TERM_MS)).lease !== undefined);
  });

  it('goes on counting up after Redis lost everything', async () => {
    const before = await taken(['a'], 'job-1');
    await redis.flushall();
    expect((await taken(['a'], 'job-2')).token).toBeGreaterThan(before.token);
    expect(await locks.renew(before)).toBe(false);
  });

  it('never has two holders, and its tokens only increase, whatever is acquired, renewed, released or expires', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aStep, { maxLength: 40 }), async (steps) => {
        await redis.flushall();
        await new Model().follow(steps);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});

describe('the fence of a running job', () => {
  it('passes while the services are held, and refuses once another could have them', async () => {
    const fence = fenceOf(await taken(['a'], 'job-1'));
    await fence.check();
    await redis.flushall();
    await expect(fence.check()).rejects.toMatchObject({ code: 'lock_lost' });
    await taken(['a'], 'job-1');
    await expect(fence.check()).rejects.toMatchObject({ code: 'lock_lost' });
  });

  it('vouches for the services while Redis is away, for as long as nobody else can have taken them', async () => {
    let now = 0;
    const lost = openRedis(server.url, 'prompt', () => undefined);
    await ready(lost);
    const clock = { now: () => 0, monotonic: () => now };
    const fence = new ServiceFence(new ServiceLocks(lost), await taken(['a'], 'job-1'), clock, 0);
    closeRedis(lost);
    now = TERM_MS / 2;
    await fence.check();
    now = TERM_MS * 0.9;
    await expect(fence.check()).rejects.toMatchObject({ code: 'lock_lost' });
  });
});

const places = fc.subarray([0, 1, 2, 3], { minLength: 1 });
const owner = fc.constantFrom('x', 'y', 'z');
const aStep = fc.oneof(
  fc.record({ does: fc.constant('acquire' as const), owner, places }),
  fc.record({ does: fc.constant('release' as const), owner, places }),
  fc.record({ does: fc.constant('renew' as const), owner, places }),
  fc.record({ does: fc.constant('expire' as const), owner, places }),
);
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

/** Model is who should hold what; each step is done to the locks and to it. */
class Model {
  private readonly holders = new Map<number, ServiceLease>();
  private latest = new Map<string, ServiceLease>();
  private highest = 0;

  async follow(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this[step.does](step);
      for (const place of [0, 1, 2, 3]) await this.agree(place);
    }
  }

  async acquire({ owner, places }: Step): Promise<void> {
    const answer = await locks.acquire(refsAt(places), owner, TERM_MS);
    const free = places.every((place) => (this.holders.get(place)?.owner ?? owner) === owner);
    expect(answer.lease !== undefined).toBe(free);
    if (answer.lease === undefined) return;
    const known = new Set(places.map((place) => this.holders.get(place)?.token));
    if (known.size === 1 && known.has(answer.lease.token))
      expect(answer.lease.token).toBeLessThanOrEqual(this.highest);
    else expect(answer.lease.token).toBeGreaterThan(this.highest);
    this.highest = Math.max(this.highest, answer.lease.token);
    this.latest.set(owner, answer.lease);
    for (const place of places) this.holders.set(place, answer.lease);
  }

  async release({ owner, places }: Step): Promise<void> {
    const owned = places.filter((place) => this.holders.get(place)?.owner === owner);
    expect(await locks.release(refsAt(places), owner)).toBe(owned.length);
    for (const place of owned) this.holders.delete(place);
  }

  async renew({ owner }: Step): Promise<void> {
    const lease = this.latest.get(owner);
    if (lease === undefined) return;
    const held = lease.refs.every(
      (ref) =>
        this.holders.get(allRefs.findIndex((one) => one.service === ref.service))?.token === lease.token,
    );
    expect(await locks.renew(lease)).toBe(held);
  }

  async expire({ places }: Step): Promise<void> {
    for (const place of places) {
      this.holders.delete(place);
      await redis.del(`{switchyard}:lock:local/home/${allRefs[place]?.service}`);
    }
  }

  private async agree(place: number): Promise<void> {
    const [ref] = refsAt([place]);
    const holder = ref === undefined ? undefined : await locks.holder(ref);
    expect([holder?.owner, holder?.token]).toEqual([
      this.holders.get(place)?.owner,
      this.holders.get(place)?.token,
    ]);
  }
}

function refsAt(places: readonly number[]): LockRef[] {
  return places.map((place) => allRefs[place]).filter((one) => one !== undefined);
}

async function taken(services: string[], owner: string): Promise<ServiceLease> {
  const { lease, busy } = await locks.acquire(
    services.map((service) => ref(service)),
    owner,
    TERM_MS,
  );
  if (lease === undefined) throw new Error(`${busy.ref.service} is held by ${busy.owner}`);
  return lease;
}

function fenceOf(lease: ServiceLease): ServiceFence {
  return new ServiceFence(locks, lease, { now: () => 0, monotonic: () => 0 }, 0);
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}
