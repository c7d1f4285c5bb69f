import type { JobConsumer } from '@app/jobs';
import { Gate } from '../fakes/gate.js';
import { aJob } from '../redis/a-job.js';
import { JobBench, eventually } from '../redis/job-bench.js';
import { ready } from '../redis/ready.js';

describe('when Redis fails', () => {
  let bench: JobBench;
  let runs: string[];
  let gate: Gate;
  let begun: Gate;

  beforeEach(async () => {
    bench = await JobBench.open('--appendonly', 'yes');
    runs = [];
    gate = new Gate();
    begun = new Gate();
  });

  afterEach(async () => {
    gate.open();
    await bench.close();
  });

  it('keeps every job that was just added through a crash of Redis, and runs each once', async () => {
    const jobs = Array.from({ length: 50 }, (_, index) => aJob({ services: [`s${index}`] }));
    await Promise.all(jobs.map((job) => bench.producer.enqueue(job)));
    await bench.server.kill();
    gate.open();
    consume();
    await bench.server.revive();
    for (const job of jobs) expect(await bench.outcome(job.intent_id)).toMatchObject({ result: 'ok' });
    expect(runs.length).toBe(50);
  }, 20_000);

  it('lets a job that runs finish and reports its outcome while Redis is gone, and does not run it again', async () => {
    const job = aJob();
    consume();
    await bench.producer.enqueue(job);
    await begun.opened;
    await bench.server.kill();
    gate.open();
    expect(await bench.outcome(job.intent_id)).toMatchObject({ result: 'ok', acted: true });
    await bench.server.revive();
    await ready(bench.redis);
    const next = aJob();
    await bench.producer.enqueue(next);
    expect(await bench.outcome(next.intent_id)).toMatchObject({ acted: expect.any(Boolean) });
    expect(runs.filter((id) => id === job.intent_id)).toHaveLength(1);
  }, 20_000);

  it('refuses new jobs when Redis is full, runs none twice, and does not flood the log', async () => {
    const job = aJob();
    consume();
    await bench.producer.enqueue(job);
    await begun.opened;
    await bench.redis.config('SET', 'maxmemory', '1');
    await expect(bench.producer.enqueue(aJob())).rejects.toMatchObject({ code: 'queue_full' });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    gate.open();
    expect(await bench.outcome(job.intent_id)).toMatchObject({ result: 'ok' });
    expect(bench.troubles.length).toBeLessThan(10);
    expect(await commandsWithin(500)).toBeLessThan(300);
    await bench.redis.config('SET', 'maxmemory', '0');
    await eventually(
      () => bench.book.get(job.intent_id),
      (view) => view?.state === 'interrupted' || view?.state === 'completed',
    );
    const next = aJob();
    await bench.producer.enqueue(next);
    expect(await bench.outcome(next.intent_id)).toMatchObject({ result: 'ok' });
    expect(runs).toEqual([job.intent_id, next.intent_id]);
  }, 30_000);

  it('can stop while Redis is gone, in bounded time', async () => {
    const consumer = consume();
    const job = aJob();
    await bench.producer.enqueue(job);
    await begun.opened;
    await bench.server.kill();
    gate.open();
    await bench.outcome(job.intent_id);
    const began = performance.now();
    await consumer.close(100);
    expect(performance.now() - began).toBeLessThan(3_500);
    await bench.server.revive();
  }, 20_000);

  function consume(): JobConsumer {
    return bench.consume({
      handler: async ({ intent_id: jobId }) => {
        runs.push(jobId);
        begun.open();
        await gate.opened;
        return null;
      },
    });
  }

  async function commandsWithin(ms: number): Promise<number> {
    const before = await commands();
    await new Promise((resolve) => setTimeout(resolve, ms));
    return (await commands()) - before;
  }

  async function commands(): Promise<number> {
    const [, count] = /total_commands_processed:(\d+)/.exec(await bench.redis.info('stats')) ?? [];
    return Number(count);
  }
});
