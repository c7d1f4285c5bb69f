import { setTimeout as pause } from 'node:timers/promises';
import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { systemClock } from '@app/kernel';
import { RateLimit, RedisWindows } from '@app/mcp';
import { ready } from '../redis/ready.ts';
import { RedisServer } from '../redis/redis-server.ts';

const LIMIT = 100;
const CALLS = 1_000;
const KEY = 'github:ann';

let server: RedisServer;
let routers: { redis: Redis; limit: RateLimit }[];
/** The connection of the first router. */
let redis: Redis;
let told: string[];

beforeEach(async () => {
  server = await RedisServer.start();
  told = [];
  routers = [aRouter(), aRouter()];
  redis = routers[0]?.redis as Redis;
  await Promise.all(routers.map(({ redis }) => ready(redis)));
});

afterEach(async () => {
  for (const { redis } of routers) closeRedis(redis);
  await server.stop();
});

/** A busy machine may let Redis wait for longer than a call does in earnest. */
const PATIENT_MS = 5_000;

function aRouter(answerMs = PATIENT_MS) {
  const redis = openRedis(server.url, 'prompt', () => undefined);
  const windows = new RedisWindows(
    redis,
    {
      degraded: () => void told.push('degraded'),
      restored: () => void told.push('restored'),
    },
    systemClock,
    answerMs,
  );
  return { redis, limit: new RateLimit(windows) };
}

/** waitsOf makes calls at the routers in turn, all at once, and returns what each was told to wait. */
async function waitsOf(calls: number, perMinute = LIMIT): Promise<number[]> {
  const each = Array.from({ length: calls }, (_, call) => routers[call % routers.length]?.limit);
  return Promise.all(each.map(async (limit) => (await limit?.take(KEY, perMinute)) ?? NaN));
}

const passedOf = (waits: readonly number[]) => waits.filter((wait) => wait === 0).length;

/** Calls that were made `seconds` before are put in their place; the script has no clock but that of Redis. */
async function callsMade(count: number, seconds: number): Promise<void> {
  const [now = 0] = await redis.time();
  await redis.hset(`{switchyard}:mcp-rate:${KEY}`, String(now - seconds), count);
}

it('of 1,000 calls at two routers as many pass as the limit allows, and no more', async () => {
  const waits = await waitsOf(CALLS);
  expect(passedOf(waits)).toBe(LIMIT);
  for (const wait of waits) expect(wait === 0 || (wait > 59_000 && wait <= 61_000)).toBe(true);
  expect(told).toEqual([]);
}, 20_000);

it('what a refused call is told to wait is true: one passes then, and none before', async () => {
  await callsMade(LIMIT, 59);
  const first = await aCall();
  expect(first.wait).toBeGreaterThan(0);
  expect(first.wait).toBeLessThanOrEqual(2_000);
  while (performance.now() < first.earliest) {
    const { wait, earliest, latest, answered } = await aCall();
    if (answered >= first.earliest) break;
    expect(wait).toBeGreaterThan(0);
    expect(earliest).toBeLessThanOrEqual(first.latest + 5);
    expect(latest).toBeGreaterThanOrEqual(first.earliest - 5);
    await pause(10);
  }
  await pause(Math.max(0, first.latest - performance.now()) + 5);
  expect(await waitsOf(1)).toEqual([0]);
}, 20_000);

/** What a call is told, and between which times the next one passes by it. */
async function aCall() {
  const asked = performance.now();
  const [wait = NaN] = await waitsOf(1);
  const answered = performance.now();
  return { wait, answered, earliest: asked + wait, latest: answered + wait };
}

it('forgets calls after a minute, and leaves nothing in Redis for ever', async () => {
  await callsMade(LIMIT, 61);
  expect(passedOf(await waitsOf(CALLS))).toBe(LIMIT);
  const key = `{switchyard}:mcp-rate:${KEY}`;
  expect(await redis.hlen(key)).toBeLessThanOrEqual(2);
  expect(await redis.pttl(key)).toBeGreaterThan(60_000);
}, 20_000);

it('a limit that is lowered or raised holds at once', async () => {
  expect(passedOf(await waitsOf(20, 10))).toBe(10);
  expect(passedOf(await waitsOf(20, 5))).toBe(0);
  expect(passedOf(await waitsOf(20, 15))).toBe(5);
}, 20_000);

it('seconds that lie ahead, from before the clock of Redis was set back, lock nobody out', async () => {
  await callsMade(LIMIT, -3_600);
  expect(passedOf(await waitsOf(1))).toBe(1);
}, 20_000);

it('while Redis is gone each router keeps the limit for itself, and both share one again when it is back', async () => {
  await server.kill();
  expect(passedOf(await waitsOf(CALLS))).toBe(2 * LIMIT);
  expect(told).toEqual(['degraded', 'degraded']);
  await server.revive();
  await Promise.all(routers.map(({ redis }) => ready(redis)));
  await pause(1_100);
  await waitsOf(2);
  await waitsOf(2);
  expect(told).toEqual(['degraded', 'degraded', 'restored', 'restored']);
  expect(passedOf(await waitsOf(CALLS))).toBeLessThan(LIMIT);
}, 20_000);

it('a Redis that hangs holds no call up for longer than it may', async () => {
  for (const { redis } of routers) closeRedis(redis);
  routers = [aRouter(50), aRouter(50)];
  redis = routers[0]?.redis as Redis;
  await Promise.all(routers.map(({ redis }) => ready(redis)));
  await redis.client('PAUSE', 2_000, 'ALL');
  const before = performance.now();
  const waits = await waitsOf(10, 5);
  expect(performance.now() - before).toBeLessThan(1_000);
  expect(passedOf(waits)).toBe(10);
  expect(told).toEqual(['degraded', 'degraded']);
}, 20_000);
