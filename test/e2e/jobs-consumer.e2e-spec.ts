import { once } from 'node:events';
import type { JobContext } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { Gate } from '../fakes/gate.js';
import { aJob } from '../redis/a-job.js';
import { JobBench, eventually } from '../redis/job-bench.js';

describe('running a job', () => {
  let bench: JobBench;

  beforeEach(async () => {
    bench = await JobBench.open();
  });

  afterEach(async () => {
    await bench.close();
  });

  it('hands the payload over and reports what the handler returned', async () => {
    bench.consume({ handler: async ({ action }) => ({ done: action }) });
    const job = aJob();
    await bench.producer.enqueue(job);
    const outcome = await bench.outcome(job.intent_id);
    expect(outcome).toMatchObject({ payload: job, result: 'ok', acted: true, value: { done: 'restart' } });
    await eventually(
      () => bench.book.get(job.intent_id),
      (view) => view?.state === 'completed',
    );
  });

  it('fails a job by the name of its error, and keeps what an unknown error says out of Redis', async () => {
    bench.consume({
      handler: async ({ action }) => {
        if (action === 'stop') throw new DomainError('node_unreachable', 'the node gpu does not answer');
        throw new Error('secret at /etc/passwd');
      },
    });
    const jobs = [aJob({ action: 'stop' }), aJob({ action: 'up', services: ['db'] })];
    for (const job of jobs) await bench.producer.enqueue(job);
    const views = await eventually(
      () => bench.book.list('local', 'failed', 10),
      (list) => list.length === 2,
    );
    const failures = views.map(({ failure }) => failure ?? '').sort((a, b) => a.localeCompare(b));
    expect(failures[0]).toMatch(/^internal_error: /);
    expect(failures[1]).toBe('node_unreachable: the node gpu does not answer');
    const dump = await everything(bench);
    expect(dump).not.toContain('passwd');
    expect(dump).not.toContain('    at ');
  });

  it('never runs a failed job again', async () => {
    let runs = 0;
    bench.consume({
      handler: async () => {
        runs += 1;
        throw new Error('no');
      },
    });
    const job = aJob();
    await bench.producer.enqueue(job);
    await bench.outcome(job.intent_id);
    const next = aJob();
    await bench.producer.enqueue(next);
    await bench.outcome(next.intent_id);
    expect(runs).toBe(2);
  });

  it('runs no job a second time whose record is gone and that is sent again', async () => {
    let runs = 0;
    bench.consume({ handler: async () => (runs += 1) });
    const job = aJob();
    await bench.producer.enqueue(job);
    await eventually(
      () => bench.book.get(job.intent_id),
      (view) => view?.state === 'completed',
    );
    await (await bench.queues.of('local')).remove(job.intent_id);
    await bench.producer.enqueue(job);
    await eventually(
      () => bench.book.get(job.intent_id),
      (view) => view?.state === 'interrupted',
    );
    expect(runs).toBe(1);
    // Its end was told the first time, so it needs no verdict.
    expect(await bench.book.interrupted('local')).toEqual([]);
  });

  it('refuses a job whose service another one holds, or lets it wait', async () => {
    const gate = new Gate();
    const handler = async () => gate.opened.then(() => null);
    bench.consume({ handler });
    const [first, second] = [aJob(), aJob({ action: 'stop' })];
    await bench.producer.enqueue(first);
    await eventually(
      () => bench.locks.holder({ node: 'local', project: 'home', service: 'web' }),
      (holder) => holder?.owner === first.intent_id,
    );
    await bench.producer.enqueue(second);
    const refused = await bench.outcome(second.intent_id);
    expect(refused).toMatchObject({ result: 'refused', acted: false, error: { code: 'service_busy' } });
    bench.consume({
      handler,
      node: 'gpu',
      serviceWaitMs: 60_000,
      locate: () => [{ node: 'local', project: 'home', service: 'web' }],
    });
    const patient = aJob({ node: 'gpu' });
    await bench.producer.enqueue(patient);
    gate.open();
    expect(await bench.outcome(patient.intent_id)).toMatchObject({ result: 'ok' });
  });

  it('refuses a job that lies in the queue of another node', async () => {
    bench.consume({ handler: async () => null });
    const queue = await bench.queues.of('local');
    const job = aJob({ node: 'gpu' });
    await queue.add('restart', { payload: job }, { jobId: job.intent_id });
    const [view] = await eventually(
      () => bench.book.list('local', 'failed', 10),
      (list) => list.length === 1,
    );
    expect(view?.failure).toMatch(/^invalid_job: /);
    expect(bench.outcomes).toEqual([]);
  });
});

describe('cancelling a job', () => {
  let bench: JobBench;

  beforeEach(async () => {
    bench = await JobBench.open();
  });

  afterEach(async () => {
    await bench.close();
  });

  it('removes one that waits, and it never runs', async () => {
    const job = aJob();
    await bench.producer.enqueue(job);
    expect(await bench.canceller.requestCancel(job.intent_id)).toBe('removed');
    expect(await bench.canceller.requestCancel(job.intent_id)).toBe('removed');
    await bench.producer.enqueue(job);
    bench.consume({ handler: async () => null });
    expect(await bench.outcome(job.intent_id)).toMatchObject({ result: 'cancelled', acted: false });
  });

  it('aborts the signal of one that runs', async () => {
    bench.consume({ handler: untilAborted });
    const job = aJob();
    await bench.producer.enqueue(job);
    await started(bench, job.intent_id);
    expect(await bench.canceller.requestCancel(job.intent_id)).toBe('requested');
    expect(await bench.outcome(job.intent_id)).toMatchObject({
      result: 'cancelled',
      acted: true,
      error: { code: 'job_cancelled' },
    });
    await eventually(
      () => bench.canceller.requestCancel(job.intent_id),
      (answer) => answer === 'ended',
    );
  });

  it('reaches the job within a second when the message is missed', async () => {
    bench.consume({ handler: untilAborted });
    const job = aJob();
    await bench.producer.enqueue(job);
    await started(bench, job.intent_id);
    await bench.redis.set(`{switchyard}:job-cancel:${job.intent_id}`, '1');
    expect(await bench.outcome(job.intent_id)).toMatchObject({ result: 'cancelled' });
  });

  it('tells that a job which finishes all the same was done', async () => {
    bench.consume({
      handler: async (_payload, { signal }) => {
        await once(signal, 'abort');
        return 'done before it could stop';
      },
    });
    const job = aJob();
    await bench.producer.enqueue(job);
    await started(bench, job.intent_id);
    await bench.canceller.requestCancel(job.intent_id);
    expect(await bench.outcome(job.intent_id)).toMatchObject({ result: 'ok' });
  });

  it('knows nothing of a job that nobody sent', async () => {
    expect(await bench.canceller.requestCancel(aJob().intent_id)).toBe('unknown');
  });
});

async function untilAborted(_payload: unknown, { signal }: JobContext): Promise<null> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

async function started(bench: JobBench, jobId: string): Promise<void> {
  for await (const item of bench.events.read(jobId, undefined, new AbortController().signal)) {
    if ('event' in item && item.event.type === 'started') return;
  }
}

/** All that Redis holds, as text. */
async function everything({ redis }: JobBench): Promise<string> {
  const texts: string[] = [];
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    if (type === 'hash') texts.push(JSON.stringify(await redis.hgetall(key)));
    if (type === 'stream') texts.push(JSON.stringify(await redis.xrange(key, '-', '+')));
    if (type === 'string') texts.push((await redis.get(key)) ?? '');
  }
  return texts.join('\n');
}
