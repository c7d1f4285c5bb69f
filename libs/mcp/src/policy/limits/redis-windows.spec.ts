import { RateLimit } from './rate-limit.js';
import { RedisWindows, type LimitRedis } from './redis-windows.js';

const clock = { time: 0, now: () => clock.time, monotonic: () => clock.time };

/** ScriptedRedis answers as it is told to. */
class ScriptedRedis implements LimitRedis {
  calls = 0;
  answer: (calls: number) => Promise<unknown> = (calls) => Promise.resolve([calls, 0]);

  eval(_script: string, _keys: number, ...values: (string | number)[]): Promise<unknown> {
    this.calls += 1;
    return this.answer(Number(values.at(-1)));
  }
}

let redis: ScriptedRedis;
let told: string[];
let windows: RedisWindows;
let limit: RateLimit;

beforeEach(() => {
  clock.time = 0;
  redis = new ScriptedRedis();
  told = [];
  const listener = {
    degraded: (reason: string) => void told.push(reason),
    restored: () => void told.push('restored'),
  };
  windows = new RedisWindows(redis, listener, clock);
  limit = new RateLimit(windows, clock);
});

async function passed(calls: number, perMinute: number): Promise<number> {
  const waits = await Promise.all(Array.from({ length: calls }, () => limit.take('x', perMinute)));
  return waits.filter((wait) => wait === 0).length;
}

describe('a limit whose Redis is away', () => {
  it('still holds for this process, says so once, and says when Redis is back', async () => {
    redis.answer = () => Promise.reject(new Error('Connection is closed.'));
    expect(await passed(100, 10)).toBe(10);
    expect(windows.degraded).toBe(true);
    expect(told).toEqual(['Connection is closed.']);
    redis.answer = (calls) => Promise.resolve([calls, 0]);
    expect(await passed(1, 10)).toBe(0);
    clock.time += 1_000;
    expect(await passed(1, 10)).toBe(1);
    expect(told).toEqual(['Connection is closed.', 'restored']);
    expect(windows.degraded).toBe(false);
  });

  it('waits 50 ms for an answer, and then asks no more for a second', async () => {
    redis.answer = () => new Promise(() => undefined);
    const before = performance.now();
    expect(await passed(3, 2)).toBe(2);
    expect(performance.now() - before).toBeLessThan(1_000);
    const asked = redis.calls;
    expect(await passed(20, 2)).toBe(0);
    expect(redis.calls).toBe(asked);
  });

  it('asks with one call alone whether Redis is back', async () => {
    redis.answer = () => Promise.reject(new Error('gone'));
    await passed(1, 100);
    clock.time += 1_000;
    await passed(20, 100);
    expect(redis.calls).toBe(2);
  });

  it('does not begin anew: what passed before counts', async () => {
    expect(await passed(8, 10)).toBe(8);
    redis.answer = () => Promise.reject(new Error('gone'));
    expect(await passed(8, 10)).toBe(2);
  });
});

it('a burst of calls is two questions, and the first ones pass', async () => {
  const left = { calls: 5 };
  redis.answer = (calls) => {
    const passed = Math.min(calls, left.calls);
    left.calls -= passed;
    return Promise.resolve([passed, 30_000]);
  };
  const waits = await Promise.all(Array.from({ length: 100 }, () => limit.take('x', 5)));
  expect(waits).toEqual([...Array.from({ length: 5 }, () => 0), ...Array.from({ length: 95 }, () => 30_000)]);
  expect(redis.calls).toBe(2);
  await limit.take('x', 5);
  expect(redis.calls).toBe(3);
});

it('an answer that came while the process was busy is not too late', async () => {
  redis.answer = async (calls) => {
    await new Promise((resolve) => setImmediate(resolve));
    return [calls, 0];
  };
  const asked = limit.take('x', 5);
  const busyUntil = performance.now() + 80;
  while (performance.now() < busyUntil);
  expect(await asked).toBe(0);
  expect(told).toEqual([]);
});

it('a limit for one router alone needs no Redis', async () => {
  limit = new RateLimit(undefined, clock);
  expect(await passed(8, 5)).toBe(5);
});
