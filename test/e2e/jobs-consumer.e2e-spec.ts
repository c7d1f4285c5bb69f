import { once } from 'node:events';
import type { EndedJob, EndedWish, JobContext } from '@app/jobs';
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

describe('jobs that ended', () => {
  let bench: JobBench;
  let wanted: string[];

  beforeAll(async () => {
    bench = await JobBench.open();
    const handler = async ({ action }: { action: string }) => {
      if (action === 'stop') throw new DomainError('node_failed', 'no');
      return null;
    };
    for (const node of ['local', 'gpu']) bench.consume({ handler, node });
    const jobs = Array.from({ length: 9 }, (_, at) =>
      aJob({
        node: at % 2 === 0 ? 'local' : 'gpu',
        action: at % 3 === 0 ? 'stop' : 'restart',
        services: [`s${at}`],
      }),
    );
    for (const job of jobs) await bench.producer.enqueue(job);
    const walked = () => all({ states: ['completed', 'failed'], chunk: 100 });
    await eventually(walked, (list) => list.length === jobs.length);
    // Of the same millisecond all of them: that any of them are is left to chance otherwise.
    const now = Date.now();
    for (const { intent_id: id, node, action } of jobs) {
      const queue = await bench.queues.of(node);
      await bench.redis.zadd(queue.toKey(action === 'stop' ? 'failed' : 'completed'), 'XX', now, id);
    }
    wanted = jobs.map(({ intent_id: id }) => id).toSorted((one, other) => (one < other ? 1 : -1));
  });

  afterAll(async () => {
    await bench.close();
  });

  async function all(wish: EndedWish): Promise<EndedJob[]> {
    const found: EndedJob[] = [];
    for await (const one of bench.ended.walk(wish)) found.push(one);
    return found;
  }
  const ids = (list: readonly EndedJob[]) => list.map(({ job }) => job.jobId);
  const BOTH = ['completed', 'failed'] as const;

  it('of all nodes come in one order, and from each of them the walk goes on with the next', async () => {
    const whole = await all({ states: BOTH, chunk: 2 });
    expect(ids(whole)).toEqual(wanted);
    for (const [at, { place }] of whole.entries())
      expect(ids(await all({ states: BOTH, chunk: 3, after: place }))).toEqual(wanted.slice(at + 1));
  });

  it('go on where they were although others end meanwhile', async () => {
    const [first, second] = await all({ states: BOTH, chunk: 100 });
    const late = aJob();
    await bench.producer.enqueue(late);
    await eventually(
      () => bench.book.get(late.intent_id),
      (view) => view?.state === 'completed',
    );
    const [next] = await all({ states: BOTH, chunk: 2, after: first?.place });
    expect(next?.job.jobId).toBe(second?.job.jobId);
    expect(ids(await all({ states: BOTH, chunk: 5 }))).toEqual([late.intent_id, ...wanted]);
    await (await bench.queues.of('local')).remove(late.intent_id);
  });

  it('are those of one node or one state, and none of a node that never had a job', async () => {
    const ofGpu = await all({ node: 'gpu', states: ['failed'], chunk: 1 });
    expect(ofGpu.map(({ job: { payload, state } }) => [payload.node, payload.action, state])).toEqual([
      ['gpu', 'stop', 'failed'],
    ]);
    expect(await all({ node: 'nowhere', states: BOTH, chunk: 5 })).toEqual([]);
    expect(await bench.redis.keys('*nowhere*')).toEqual([]);
  });

  it('say how they ended as the last of their events does', async () => {
    const jobs = (await all({ states: BOTH, chunk: 100 })).map(({ job }) => job);
    const ends = (await bench.book.withEnds(jobs)).map(({ payload, end }) => `${payload.action} ${end}`);
    expect(new Set(ends)).toEqual(new Set(['stop error', 'restart ok']));
    const [cut] = jobs;
    const id = String(cut?.jobId);
    await bench.redis.del(`{switchyard}:job-events:${id}`);
    await bench.events.publish(id, { type: 'verdict', verdict: 'partial', evidence: {} });
    expect((await bench.book.get(id))?.end).toBe('partial');
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
