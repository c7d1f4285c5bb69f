import { JobEvents, JobProducer, JobQueues, closeRedis, openRedis, producerDefaults } from '@app/jobs';
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
    server = await RedisServer.start('--appendonly', 'yes');
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

  it('says once that a job is new, however often and at whatever instant the intent is sent', async () => {
    const job = aJob();
    const answers = await Promise.all(Array.from({ length: 10 }, () => producer.enqueue(job)));
    expect(answers.filter((answer) => answer.isNew)).toHaveLength(1);
    expect(await producer.enqueue(job)).toEqual({ jobId: job.intent_id, isNew: false });
  });

  it('refuses a job when too many wait', async () => {
    for (let sent = 0; sent < 20; sent += 1) await producer.enqueue(aJob());
    await expect(producer.enqueue(aJob())).rejects.toMatchObject({ code: 'queue_full', retryAfter: 5 });
    await expect(producer.enqueue(aJob({ node: 'gpu' }))).resolves.toMatchObject({ isNew: true });
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
    const answers = await Promise.all(jobs.map((job) => producer.enqueue(job)));
    expect(answers.filter((answer) => answer.isNew)).toEqual([]);
  });

  it('can be made before Redis is there', async () => {
    await server.kill();
    const early = openRedis(server.url, 'prompt', ignore);
    const earlyQueues = new JobQueues(early);
    const waiting = new JobProducer(earlyQueues, new JobEvents(early));
    await expect(waiting.enqueue(aJob())).rejects.toMatchObject({ code: 'queue_unavailable' });
    await server.revive();
    await ready(early);
    await expect(waiting.enqueue(aJob())).resolves.toMatchObject({ isNew: true });
    await earlyQueues.close();
    closeRedis(early);
  });

  it('says that the queue is full when Redis has no memory left', async () => {
    await producer.enqueue(aJob());
    await redis.config('SET', 'maxmemory', '1');
    await expect(producer.enqueue(aJob())).rejects.toMatchObject({ code: 'queue_full' });
    await redis.config('SET', 'maxmemory', '0');
    await expect(producer.enqueue(aJob())).resolves.toMatchObject({ isNew: true });
  });
});
