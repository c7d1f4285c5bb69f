import { JobEvents, JobProducer, JobQueues, closeRedis, openRedis, keys, producerDefaults } from '@app/jobs';
import type { Redis } from 'ioredis';
import { aJob } from '../redis/a-job.js';
import { ready } from '../redis/ready.js';
import { RedisServer } from '../redis/redis-server.js';

const ignore = () => undefined;

describe('putting a job into its queue', () => {
  let server: RedisServer;
  let redis: Redis;
  let queues: JobQueues;
  let producer: JobProducer;

  beforeEach(async () => {
    // By the second, Redis may put off writing while the disk is slow, and lose jobs that no fault of the producer's lost.
    server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
    redis = openRedis(server.url, 'prompt', ignore);
    await ready(redis);
    queues = new JobQueues(redis);
    producer = new JobProducer(queues, new JobEvents(redis), { ...producerDefaults, mostWaiting: 20 });
  });

  afterEach(async () => {
    await queues.close();
    closeRedis(redis);
    await server.stop();
  });

  const waiting = async (node = 'local') => (await queues.of(node)).getWaitingCount();

  it('puts it in once, however often and at whatever instant the intent is sent', async () => {
    const job = aJob();
    await Promise.all(Array.from({ length: 10 }, () => producer.enqueue(job)));
    expect(await producer.enqueue(job)).toEqual({ jobId: job.intent_id });
    expect(await waiting()).toBe(1);
  });

  it('of an intent that is in the queue already changes nothing, also when the queue is full', async () => {
    const jobs = Array.from({ length: 20 }, () => aJob());
    for (const job of jobs) await producer.enqueue(job);
    for (const job of jobs) await producer.enqueue(job);
    expect(await waiting()).toBe(20);
    expect(await redis.xlen(keys.events(jobs[0]?.intent_id ?? ''))).toBe(1);
  });

  it('whose first sending broke off is made up for by the next', async () => {
    const job = aJob();
    await queues.of('local');
    await queues.remember(job);
    await producer.enqueue(job);
    expect(await waiting()).toBe(1);
  });

  it('refuses a job when too many wait', async () => {
    for (let sent = 0; sent < 20; sent += 1) await producer.enqueue(aJob());
    await expect(producer.enqueue(aJob())).rejects.toMatchObject({ code: 'queue_full', retryAfter: 5 });
    await producer.enqueue(aJob({ node: 'gpu' }));
    expect(await waiting('gpu')).toBe(1);
  });

  it('fails at once while Redis is away, and takes jobs again once it is back, with every job that it had', async () => {
    const jobs = Array.from({ length: 15 }, () => aJob());
    for (const job of jobs) await producer.enqueue(job);
    await server.kill();
    const started = performance.now();
    await expect(producer.enqueue(aJob())).rejects.toMatchObject({
      code: 'queue_unavailable',
      upstream: 'redis',
    });
    expect(performance.now() - started).toBeLessThan(1_000);
    await server.revive();
    await ready(redis);
    expect(await waiting()).toBe(15);
    await Promise.all(jobs.map((job) => producer.enqueue(job)));
    expect(await waiting()).toBe(15);
  });

  it('can be made before Redis is there', async () => {
    await server.kill();
    const early = openRedis(server.url, 'prompt', ignore);
    const earlyQueues = new JobQueues(early);
    const patient = new JobProducer(earlyQueues, new JobEvents(early));
    await expect(patient.enqueue(aJob())).rejects.toMatchObject({ code: 'queue_unavailable' });
    await server.revive();
    await ready(early);
    await patient.enqueue(aJob());
    expect(await waiting()).toBe(1);
    await earlyQueues.close();
    closeRedis(early);
  });

  it('says that the queue is full when Redis has no memory left', async () => {
    await producer.enqueue(aJob());
    await redis.config('SET', 'maxmemory', '1');
    await expect(producer.enqueue(aJob())).rejects.toMatchObject({ code: 'queue_full' });
    await redis.config('SET', 'maxmemory', '0');
    await producer.enqueue(aJob());
    expect(await waiting()).toBe(2);
  });
});
