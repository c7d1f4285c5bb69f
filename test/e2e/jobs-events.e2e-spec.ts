import type { EventGap, JobEvent, KeptEvent } from '@app/jobs';
import { eventually, JobBench } from '../redis/job-bench.js';
import { anIntent } from '../redis/a-job.js';

const progress = (step: string): JobEvent => ({ type: 'progress', step });
const done: JobEvent = { type: 'outcome', result: 'ok' };
const never = new AbortController().signal;

describe('the events of a job', () => {
  let bench: JobBench;
  let jobId: string;

  beforeAll(async () => {
    bench = await JobBench.open();
  });

  beforeEach(() => {
    jobId = anIntent();
  });

  afterAll(async () => {
    await bench.close();
  });

  it('are told from the start and then as they come, to many readers at once, until the job ends', async () => {
    await publish({ type: 'queued' }, progress('one'));
    const readers = Array.from({ length: 50 }, () => read());
    await publish(progress('two'), { type: 'log', line: 'straße' }, done);
    for (const items of await Promise.all(readers)) {
      expect(items.map(name)).toEqual(['queued', 'one', 'two', 'straße', 'outcome']);
    }
  });

  it('are told from after the id that a reader saw last', async () => {
    const [, second] = await publish(progress('one'), progress('two'), progress('three'), done);
    expect((await read(second)).map(name)).toEqual(['three', 'outcome']);
  });

  it('are over for a reader that saw the last one', async () => {
    const [, last] = await publish(progress('one'), done);
    expect(await read(last)).toEqual([]);
  });

  it('are told with a gap where some were trimmed', async () => {
    const [first] = await publish(progress('one'), progress('two'));
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => bench.events.publish(jobId, progress(`${index}`))),
    );
    await publish(done);
    const items = await read(first);
    expect(items[0]).toEqual({ gap: { after: first } });
    expect(items).toHaveLength(1_001);
    expect((await read())[0]).toEqual({ gap: { after: null } });
  });

  it('are told with a gap when Redis lost the stream that the reader knew', async () => {
    const [, second = ''] = await publish(progress('one'), progress('two'));
    await bench.redis.flushall();
    await publish(progress('new'), done);
    expect((await read(second)).map(name)).toEqual(['gap', 'new', 'outcome']);
    const [birth] = second.split('-').map(Number);
    expect((await read(`${(birth ?? 0) + 9_999_999}-1`)).map(name)).toEqual(['gap', 'new', 'outcome']);
  });

  it('end quietly for a reader that goes away', async () => {
    await publish(progress('one'));
    const reader = new AbortController();
    const items: unknown[] = [];
    for await (const item of bench.events.read(jobId, undefined, reader.signal)) {
      items.push(item);
      setTimeout(() => reader.abort(), 5);
    }
    expect(items).toHaveLength(1);
  });

  it('reach a reader as they come, sooner than it would look by itself', async () => {
    const began = performance.now();
    const reading = bench.events.read(jobId, undefined, never);
    for (let step = 0; step < 50; step++) {
      await publish(progress(`${step}`));
      expect((await reading.next()).value).toMatchObject({ event: { step: `${step}` } });
    }
    await reading.return(undefined);
    const soonestLooksMs = 50 * 30;
    expect(performance.now() - began).toBeLessThan(soonestLooksMs);
  });

  it('take one more connection for however many readers, and none when they are gone', async () => {
    const listening = async () => {
      const clients = (await bench.redis.call('CLIENT', 'LIST', 'TYPE', 'PUBSUB')) as string;
      return clients.split('\n').filter(Boolean).length;
    };
    await publish(progress('one'));
    const leaving = Array.from({ length: 20 }, () => new AbortController());
    const readers = leaving.map(({ signal }) => read(undefined, signal));
    await eventually(listening, (count) => count > 0);
    for (const each of leaving.slice(1)) each.abort();
    await Promise.all(readers.slice(1));
    expect(await listening()).toBe(1);
    leaving[0]?.abort();
    await readers[0];
    await eventually(listening, (count) => count === 0);
  });

  it('are refused when they are none, or too large', async () => {
    const huge: JobEvent = { type: 'verdict', verdict: 'happened', evidence: 'x'.repeat(20_000) };
    await expect(bench.events.publish(jobId, huge)).rejects.toMatchObject({ code: 'invalid_event' });
    const wrong = { type: 'progress', step: 'x', token: 'secret' } as JobEvent;
    await expect(bench.events.publish(jobId, wrong)).rejects.toMatchObject({ code: 'invalid_event' });
  });

  it.each(['abc', '1', '1-', '-', '(1-1', '1-1 + COUNT'])('are not read after the id %j', async (id) => {
    await publish(done);
    await expect(read(id)).rejects.toMatchObject({ code: 'invalid_event_id' });
  });

  async function publish(...events: JobEvent[]): Promise<string[]> {
    const ids: string[] = [];
    for (const event of events) ids.push(await bench.events.publish(jobId, event));
    return ids;
  }

  async function read(afterId?: string, signal = never): Promise<(KeptEvent | EventGap)[]> {
    const items: (KeptEvent | EventGap)[] = [];
    for await (const item of bench.events.read(jobId, afterId, signal)) items.push(item);
    return items;
  }
});

function name(item: KeptEvent | EventGap): string {
  if ('gap' in item) return 'gap';
  const { event } = item;
  if (event.type === 'progress') return event.step;
  return event.type === 'log' ? event.line : event.type;
}
