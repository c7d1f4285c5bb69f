import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aJob } from '../redis/a-job.js';
import { JobBench, eventually } from '../redis/job-bench.js';
import { startWorker } from '../redis/worker-process.js';
import { times } from './times.js';

const DEATHS = times(8, 20);

describe('a worker that dies', () => {
  let bench: JobBench;
  let directory: string;
  let notes: string;

  beforeEach(async () => {
    bench = await JobBench.open();
    directory = await mkdtemp(join(tmpdir(), 'switchyard-jobs-'));
    notes = join(directory, 'notes');
    await writeFile(notes, '');
  });

  afterEach(async () => {
    await bench.close();
    await rm(directory, { recursive: true });
  });

  it('leaves its job interrupted, which the next worker does not run but tells', async () => {
    const first = startWorker(bench.server.url, notes, 60_000);
    const job = aJob();
    await bench.producer.enqueue(job);
    await first.said(`start ${job.intent_id}`);
    await first.kill();
    const second = startWorker(bench.server.url, notes, 0);
    const [cut] = await eventually(
      () => bench.book.interrupted('local'),
      (list) => list.length === 1,
    );
    expect(cut).toMatchObject({ jobId: job.intent_id, state: 'interrupted', payload: job });
    const after = aJob({ services: ['db'] });
    await bench.producer.enqueue(after);
    await second.said(`start ${after.intent_id}`);
    expect(await second.stop()).toBe(0);
    expect(await readFile(notes, 'utf8')).toBe(
      `start ${job.intent_id}\nstart ${after.intent_id}\nok ${after.intent_id}\n`,
    );
  }, 30_000);

  it('tells the readers of its job, who then wait for the verdict', async () => {
    const first = startWorker(bench.server.url, notes, 60_000);
    const job = aJob();
    await bench.producer.enqueue(job);
    await first.said(`start ${job.intent_id}`);
    await first.kill();
    const second = startWorker(bench.server.url, notes, 0);
    const heard: string[] = [];
    for await (const item of bench.events.read(job.intent_id, undefined, new AbortController().signal)) {
      if (!('event' in item)) continue;
      heard.push(item.event.type);
      if (item.event.type !== 'outcome') continue;
      expect(item.event.result).toBe('interrupted');
      await bench.book.settle(job.intent_id, {
        type: 'verdict',
        verdict: 'happened',
        evidence: { started_at: 'later' },
      });
    }
    expect(heard).toEqual(['queued', 'started', 'outcome', 'verdict']);
    expect(await bench.book.interrupted('local')).toEqual([]);
    await second.stop();
  }, 30_000);

  it(`at ${DEATHS} random instants, never makes a job start twice or vanish`, async () => {
    const jobs = Array.from({ length: 60 }, (_, index) => aJob({ services: [`s${index}`] }));
    for (const job of jobs) await bench.producer.enqueue(job);
    for (let death = 0; death < DEATHS; death += 1) {
      const worker = startWorker(bench.server.url, notes, 20);
      await worker.said('working');
      await waitMs(Math.random() * 60);
      await worker.kill();
    }
    const last = startWorker(bench.server.url, notes, 0);
    await eventually(
      () =>
        Promise.all(jobs.map(async ({ intent_id }) => (await bench.book.get(intent_id))?.state ?? 'lost')),
      (states) => states.every((state) => !['waiting', 'active'].includes(state)),
    );
    await last.stop();
    const starts = (await readFile(notes, 'utf8')).split('\n').filter((line) => line.startsWith('start '));
    expect(new Set(starts).size).toBe(starts.length);
    const states = await Promise.all(
      jobs.map(async ({ intent_id }) => (await bench.book.get(intent_id))?.state),
    );
    expect(new Set(states)).toEqual(new Set(['completed', 'interrupted']));
    const finished = (await readFile(notes, 'utf8')).split('\n').filter((line) => line.startsWith('ok '));
    expect(finished.length).toBeGreaterThanOrEqual(states.filter((state) => state === 'completed').length);
  }, 60_000);
});

describe('a worker that is told to stop', () => {
  it('finishes what runs within its grace, and leaves what waits', async () => {
    const bench = await JobBench.open();
    let begun: () => void = () => undefined;
    const start = new Promise<void>((resolve) => (begun = resolve));
    const consumer = bench.consume({
      concurrency: 1,
      handler: async () => {
        begun();
        return waitMs(100);
      },
    });
    const [running, waiting] = [aJob(), aJob({ services: ['db'] })];
    await bench.producer.enqueue(running);
    await start;
    await bench.producer.enqueue(waiting);
    expect(await consumer.close(5_000)).toEqual([]);
    expect((await bench.book.get(running.intent_id))?.state).toBe('completed');
    expect((await bench.book.get(waiting.intent_id))?.state).toBe('waiting');
    await bench.close();
  });

  it('aborts what outlasts the grace, and names what does not heed that', async () => {
    const bench = await JobBench.open();
    let reason: unknown;
    const consumer = bench.consume({
      handler: async (_payload, { signal }) => {
        signal.addEventListener('abort', () => (reason = signal.reason));
        return new Promise<null>(() => undefined);
      },
    });
    const job = aJob();
    await bench.producer.enqueue(job);
    await eventually(
      () => bench.book.get(job.intent_id),
      (view) => view?.state === 'active',
    );
    const began = performance.now();
    expect(await consumer.close(50)).toEqual([job.intent_id]);
    expect(performance.now() - began).toBeLessThan(4_500);
    expect(reason).toMatchObject({ code: 'worker_stopping' });
    await bench.close();
  }, 20_000);
});

async function waitMs(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}
