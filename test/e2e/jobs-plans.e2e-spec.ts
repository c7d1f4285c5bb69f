import { closeRedis, openRedis, PLANS_KEPT, PlanRecords, type ConfirmedPlan, type Redis } from '@app/jobs';
import { ready } from '../redis/ready.ts';
import { RedisServer } from '../redis/redis-server.ts';

const TTL_MS = 600_000;
const hashOf = (number: number) => `sha256:${number.toString(16).padStart(64, '0')}`;
const plan = (parts: Partial<ConfirmedPlan> = {}): ConfirmedPlan => ({
  hash: hashOf(1),
  actor: 'ann',
  action: 'restart',
  node: 'local',
  services: ['web'],
  ...parts,
});

let server: RedisServer;
let redis: Redis;
let records: PlanRecords;
let now: number;

beforeAll(async () => {
  server = await RedisServer.start();
  redis = openRedis(server.url, 'prompt', () => undefined);
  await ready(redis);
  records = new PlanRecords(redis, { now: () => now, monotonic: () => now });
});
beforeEach(async () => {
  now = Date.now();
  await redis.flushall();
});
afterAll(async () => {
  closeRedis(redis);
  await server.stop();
});

const show = (parts: Partial<ConfirmedPlan> = {}) =>
  records.remember({ ...plan(parts), expires: now + TTL_MS });
const refused = (code: string) => expect.objectContaining({ code }) as unknown;
const outcomes = (tries: Promise<void>[]) =>
  Promise.allSettled(tries).then((all) =>
    all.map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as { code: string }).code)),
  );

it('a plan is good for one claim, of however many at once', async () => {
  await show();
  await records.check(plan());
  const ends = await outcomes(Array.from({ length: 50 }, () => records.claim(plan())));
  expect(ends.filter((end) => end === 'ok')).toHaveLength(1);
  expect(ends.filter((end) => end === 'plan_used')).toHaveLength(49);
  await expect(records.check(plan())).rejects.toEqual(refused('plan_used'));
});

it('what was claimed for nothing can be claimed again, and so can what was shown anew', async () => {
  await show();
  await records.claim(plan());
  await records.free(plan());
  await records.claim(plan());
  await show();
  await records.check(plan());
  await records.claim(plan());
});

it('a plan ends with its time, to the millisecond', async () => {
  await show();
  now += TTL_MS - 1;
  await records.check(plan());
  now += 1;
  await expect(records.check(plan())).rejects.toEqual(refused('plan_expired'));
  await expect(records.claim(plan())).rejects.toEqual(refused('plan_expired'));
});

it.each([
  ['another client', { actor: 'bob' }],
  ['another action', { action: 'stop' as const }],
  ['another node', { node: 'gpu' }],
  ['another service', { services: ['db'] }],
  ['one service more', { services: ['web', 'db'] }],
])('a plan is not one for %s', async (_what, other) => {
  await show();
  await expect(records.check(plan(other))).rejects.toEqual(refused('plan_of_another'));
  await records.claim(plan());
});

it('two who were shown the same plan have one each', async () => {
  await show();
  await show({ actor: 'bob' });
  await records.check(plan());
  await records.claim(plan());
  await records.check(plan({ actor: 'bob' }));
  await records.claim(plan({ actor: 'bob' }));
});

it('a plan that Redis has lost, or that was never shown, counts as expired', async () => {
  await expect(records.check(plan())).rejects.toEqual(refused('plan_expired'));
  await show();
  await redis.flushall();
  await expect(records.check(plan())).rejects.toEqual(refused('plan_expired'));
  await expect(records.claim(plan())).rejects.toEqual(refused('plan_expired'));
});

it("an actor's plans are bounded, the oldest goes, and nobody else's", async () => {
  await show({ actor: 'bob', hash: hashOf(0) });
  for (let number = 0; number <= PLANS_KEPT; number++) {
    now += 1;
    await show({ hash: hashOf(number) });
  }
  await expect(records.check(plan({ hash: hashOf(0) }))).rejects.toEqual(refused('plan_expired'));
  await records.check(plan({ hash: hashOf(1) }));
  await records.check(plan({ hash: hashOf(PLANS_KEPT) }));
  await records.check(plan({ actor: 'bob', hash: hashOf(0) }));
});

it('nothing of it stays in Redis, and no key has a name of a client in it', async () => {
  await show();
  const keys = await redis.keys('*');
  expect(keys).toHaveLength(2);
  for (const key of keys) {
    expect(key).not.toContain('ann');
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  }
});
