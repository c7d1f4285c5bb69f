import {
  closeRedis,
  consumerDefaults,
  JobConsumer,
  JobEvents,
  JobProducer,
  JobQueues,
  openRedis,
  queueStates,
  redisMemory,
  type Redis,
} from '@app/jobs';
import { aJob } from '../redis/a-job.ts';
import { ready } from '../redis/ready.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { startScripted, type ScriptedOperations } from './scripted-operations.ts';
import { until } from './until.ts';

describe('how a queue stands', () => {
  let server: RedisServer;
  let redis: Redis;
  let queues: JobQueues;
  let consumer: JobConsumer | undefined;

  beforeAll(async () => {
    server = await RedisServer.start('--maxmemory', '64mb', '--maxmemory-policy', 'noeviction');
    redis = openRedis(server.url, 'prompt', () => undefined);
    await ready(redis);
    queues = new JobQueues(redis);
  });
  afterAll(async () => {
    await consumer?.close(0);
    await queues.close();
    closeRedis(redis);
    await server.stop();
  });

  it('is told by its oldest job and by who takes jobs from it', async () => {
    expect(await queueStates(queues)).toEqual([]);
    const producer = new JobProducer(queues, new JobEvents(redis));
    const before = Date.now();
    await producer.enqueue(aJob());
    const between = Date.now();
    await producer.enqueue(aJob());
    const [state] = await queueStates(queues);
    expect(state).toMatchObject({ node: 'local', workers: 0 });
    expect(state?.waitingSince).toBeGreaterThanOrEqual(before);
    expect(state?.waitingSince).toBeLessThanOrEqual(between);
    consumer = new JobConsumer({
      ...consumerDefaults,
      node: 'local',
      redisUrl: server.url,
      handler: () => Promise.resolve({}),
      locate: () => [],
      onOutcome: () => Promise.resolve(),
      onTrouble: () => undefined,
    });
    await until(
      () => queueStates(queues),
      ([now]) => now?.waitingSince === undefined,
    );
    expect((await queueStates(queues))[0]?.workers).toBeGreaterThan(0);
  });

  it('goes with how much memory Redis has', async () => {
    const { usedBytes, maxBytes } = await redisMemory(redis);
    expect(maxBytes).toBe(64 * 1_048_576);
    expect(usedBytes).toBeGreaterThan(0);
    expect(usedBytes).toBeLessThan(maxBytes);
  });
});

describe('ops', () => {
  let ops: ScriptedOperations;

  beforeAll(async () => {
    ops = await startScripted();
  }, 60_000);
  afterAll(() => ops?.close(), 60_000);

  it('is ready while its Redis is nearly full, and says so', async () => {
    const redis = openRedis(ops.redis.url, 'prompt', () => undefined);
    await ready(redis);
    const { usedBytes } = await redisMemory(redis);
    await redis.config('SET', 'maxmemory', String(Math.round(usedBytes / 0.8)));
    const { body } = await until(
      () => ops.call('GET', '/ready'),
      (answer) => JSON.stringify(answer.body).includes('of its memory'),
    );
    const dependencies = body['dependencies'] as { name: string; ok: boolean; degraded?: string }[];
    expect(dependencies.find(({ name }) => name === 'redis')).toMatchObject({
      ok: true,
      degraded: expect.stringMatching(/^Redis uses \d\d % of its memory$/) as string,
    });
    expect(dependencies.find(({ name }) => name === 'queue')).toEqual({ name: 'queue', ok: true });
    expect(await ops.metrics()).toMatch(/switchyard_redis_memory_max_bytes [1-9]\d+/);
    closeRedis(redis);
  }, 30_000);
});
