import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import type { FakeJob } from '../../../../../test/training/fake-ai-toolkit/fake-job.js';
import type { Reply } from '../../../../../test/training/fake-ai-toolkit/fake-reply.js';
import { ManualTimer } from '../../../../../test/training/manual-timer.js';
import { syntheticRun, type SyntheticOptions } from '../../../../../test/training/synthetic-log.js';
import { aiToolkit } from '../../backend/index.js';
import { Root } from '../../places/index.js';
import { guardOptions } from '../guard/guard-options.js';
import type { Watch } from './watch.js';
import { WATCH_LIMITS } from './watch-limits.js';
import type { WatchRecord } from './watch-record.js';
import { FileWatchStore, type WatchStore } from './watch-store.js';
import { Watches } from './watches.js';

let toolkit: FakeAiToolkit;
let timer: ManualTimer;
let folder: string;
let reports: string[];
const opened: Watches[] = [];

beforeEach(async () => {
  toolkit = await startFakeAiToolkit();
  timer = new ManualTimer((seconds) => toolkit.tick(Math.round(seconds)));
  folder = await mkdtemp(join(tmpdir(), 'switchyard-watches-'));
  reports = [];
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((watches) => watches.close()));
  await toolkit.close();
  await rm(folder, { recursive: true });
});

const report = (text: string) => void reports.push(text);
const fileStore = () => new FileWatchStore(new Root('the state', folder), report);

function server(store: WatchStore = fileStore()): Watches {
  const { backend } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  const watches = new Watches({ backend, timer, store, report });
  opened.push(watches);
  return watches;
}

function training(options: SyntheticOptions, ticks: number): FakeJob {
  const job = toolkit.addJob({ name: 'fox_lora' });
  toolkit.willPlay(job, syntheticRun(options), ticks);
  toolkit.worker.enqueue(job);
  toolkit.worker.queue('0').is_running = true;
  return job;
}

const wanted = (job: FakeJob, options: object = {}) => ({
  configName: job.name,
  jobId: job.id,
  startStep: 0,
  options: guardOptions.parse(options),
  validation: null,
});

async function started(watches: Watches, given: ReturnType<typeof wanted>): Promise<Watch> {
  return await watches.begin(await watches.prepare(given), 'seen');
}

/** Lets polls happen until the watch is over. */
async function untilOver(watches: Watches, id: string, sleepers = 1): Promise<WatchRecord> {
  for (let watch = watches.here(id); watch !== undefined && !watch.isOver; watch = watches.here(id)) {
    const moved = watch.moved(AbortSignal.timeout(5_000));
    await timer.drive(moved, sleepers);
  }
  return await watches.get(id);
}

async function recordOnDisk(): Promise<string> {
  const [file = ''] = await readdir(join(folder, 'watches'));
  return await readFile(join(folder, 'watches', file), 'utf8');
}

/** What a server leaves that dies between two polls, or at the moment in which its record was `text`. */
async function died(watches: Watches, text?: string): Promise<void> {
  const [file = ''] = await readdir(join(folder, 'watches'));
  text ??= await recordOnDisk();
  await watches.close();
  const gone = { instance: 'gone', host: 'elsewhere', pid: 1 };
  const record = { ...(JSON.parse(text) as WatchRecord), owner: gone };
  await writeFile(join(folder, 'watches', file), JSON.stringify(record));
}

describe('a watch whose server ended', () => {
  async function begun(options: SyntheticOptions, ticks: number, args: object = {}) {
    const job = training(options, ticks);
    const first = server();
    const { record } = await started(first, wanted(job, args));
    await timer.untilAsleep(1);
    return { job, first, id: record.id };
  }

  async function takenUp(id: string): Promise<WatchRecord> {
    const next = server();
    await next.open();
    await timer.untilAsleep(2);
    timer.toNext();
    while (next.here(id) === undefined) await new Promise((resolve) => setImmediate(resolve));
    return await untilOver(next, id, 2);
  }

  it('goes on in the next one, and still stops a job by guardrail', async () => {
    const { job, first, id } = await begun({ scenario: 'nan', steps: 300, totalSteps: 300 }, 100);
    await first.close();
    await expect(takenUp(id)).resolves.toMatchObject({ status: 'stopped_by_guardrail', job_id: job.id });
    expect(job.status).toBe('stopped');
  });

  it('says truthfully that its job has ended meanwhile', async () => {
    const { first, id } = await begun({ steps: 50, totalSteps: 50 }, 30);
    await first.close();
    timer.skip(40);
    await expect(takenUp(id)).resolves.toMatchObject({ status: 'job_completed', final_status: 'completed' });
  });

  it('stops no job long after its window was over', async () => {
    const { job, first, id } = await begun({ scenario: 'nan', steps: 300, totalSteps: 300 }, 6_000);
    await first.close();
    timer.skip(5_000);
    await expect(takenUp(id)).resolves.toMatchObject({ status: 'monitor_window_complete', stop: null });
    expect(job.status).toBe('running');
  });

  it('is taken up when that server died without a word', async () => {
    const { first, id } = await begun({ steps: 50, totalSteps: 50 }, 200, { monitor_seconds: 600 });
    await died(first);
    timer.skip(61);
    await expect(takenUp(id)).resolves.toMatchObject({ status: 'job_completed' });
  });

  /** What is on the disk when the backend is told to stop the job, and is the last that the first server wrote. */
  async function diedWhileStopping(first: Watches, id: string, answer?: Reply): Promise<void> {
    let left = '';
    toolkit.instead = async ({ path }) => {
      if (path.at(-1) !== 'stop') return undefined;
      left = await recordOnDisk();
      return answer;
    };
    await untilOver(first, id);
    toolkit.instead = undefined;
    await died(first, left);
    timer.skip(61);
  }

  const NAN_RUN: SyntheticOptions = { scenario: 'nan', steps: 300, totalSteps: 300 };

  it('knows that a guardrail stopped its job, though that server died in the midst of the stop', async () => {
    const { job, first, id } = await begun(NAN_RUN, 100, { monitor_seconds: 600 });
    await diedWhileStopping(first, id);
    expect(job.status).toBe('stopped');
    await expect(takenUp(id)).resolves.toMatchObject({
      status: 'stopped_by_guardrail',
      triggered: [{ code: 'TRAINING_NAN_LOSS' }],
      stop: { stopped: true, error: expect.stringContaining('found stopped') as string },
    });
  });

  it('has its job stopped by the next server, when the stop of a guardrail did not come through', async () => {
    const { first, id } = await begun(NAN_RUN, 400, { monitor_seconds: 600 });
    await diedWhileStopping(first, id, { status: 502, body: {} });
    await expect(takenUp(id)).resolves.toMatchObject({
      status: 'stopped_by_guardrail',
      stop: { stopped: true, result: { status_before: 'running' } },
    });
  });

  /** What is left of a server that died between the record of the watch and the answer to the start. */
  async function diedAtTheStart(job: FakeJob): Promise<string> {
    const first = server();
    const { id } = await first.prepare({ ...wanted(job), statusBefore: job.status });
    await died(first);
    timer.skip(200);
    return id;
  }

  it('guards a job that had been started when that server died, before it could say so', async () => {
    const job = toolkit.addJob({ name: 'fox_lora' });
    toolkit.willPlay(job, syntheticRun(NAN_RUN), 4_000);
    const first = server();
    const asked = { ...wanted(job, { monitor_seconds: 3_600 }), statusBefore: job.status };
    const { id } = await first.prepare(asked);
    toolkit.worker.enqueue(job);
    await died(first);
    timer.skip(200);
    await expect(takenUp(id)).resolves.toMatchObject({ start: 'seen', status: 'stopped_by_guardrail' });
  });

  it('says that it cannot know, when nothing shows whether that server had started the job', async () => {
    const job = toolkit.addJob({ name: 'fox_lora' });
    toolkit.play(job, syntheticRun({ scenario: 'nan' }));
    Object.assign(job, { status: 'completed', step: 0 });
    await expect(takenUp(await diedAtTheStart(job))).resolves.toMatchObject({
      status: 'start_failed',
      start: 'asked',
      triggered: [],
      last_failure: expect.stringContaining('cannot be known') as string,
    });
  });

  it('is left alone by the first server, which had only slept, once the next one has it', async () => {
    const { job, first, id } = await begun(NAN_RUN, 100, { monitor_seconds: 600 });
    const kept = JSON.parse(await recordOnDisk()) as WatchRecord;
    const owner = { instance: 'next', host: 'elsewhere', pid: 1 };
    const taken = { ...kept, owner, epoch: 1, snapshot_count: 77 };
    await writeFile(join(folder, 'watches', `${id}.json`), JSON.stringify(taken));
    await untilOver(first, id);
    expect(first.here(id)).toBeUndefined();
    expect(JSON.parse(await recordOnDisk())).toEqual(taken);
    await expect(first.get(id)).resolves.toMatchObject({ snapshot_count: 77 });
    timer.skip(300);
    expect(job.status).not.toBe('stopped');
  });

  it('is polled no more often when its own server looks for those that lost theirs', async () => {
    const job = training({}, 5_000);
    const watches = server();
    await watches.open();
    const { record } = await started(watches, wanted(job, { monitor_seconds: 300 }));
    await timer.untilAsleep(2);
    const { snapshot_count: polls } = await untilOver(watches, record.id, 2);
    expect(polls).toBe(31);
    expect(toolkit.requests.filter(({ url }) => url.includes('?id='))).toHaveLength(31);
  });

  it('is left to another server that is alive', async () => {
    const { first, id } = await begun({}, 500);
    const second = server();
    await second.open();
    expect(second.here(id)).toBeUndefined();
    await expect(second.get(id)).resolves.toMatchObject({ status: 'watching' });
    expect(first.here(id)).toBeDefined();
  });

  it('is polled by one of two servers that reach for it at once', async () => {
    const { first, id } = await begun({}, 500);
    await first.close();
    const both = [server(), server()];
    await Promise.all(both.map((watches) => watches.open()));
    await timer.untilAsleep(4);
    timer.toNext();
    timer.toNext();
    await timer.untilAsleep(3);
    expect(both.filter((watches) => watches.here(id) !== undefined)).toHaveLength(1);
  });
});

it('goes on through a backend that is away for a while, and says how often it was', async () => {
  const job = training({ steps: 50, totalSteps: 50 }, 40);
  let away = 3;
  toolkit.instead = ({ path }) =>
    path[0] === 'jobs' && (away -= 1) >= 0 ? { status: 502, body: {} } : undefined;
  const watches = server();
  const { record } = await started(watches, wanted(job));
  await expect(untilOver(watches, record.id)).resolves.toMatchObject({
    status: 'job_completed',
    failed_polls: 3,
    last_failure: expect.stringMatching(/^backend_failed/) as string,
  });
});

it('says that a job is lost which somebody deleted', async () => {
  const job = training({}, 500);
  const watches = server();
  const { record } = await started(watches, wanted(job));
  await timer.untilAsleep(1);
  toolkit.jobs.delete(job.id);
  await expect(untilOver(watches, record.id)).resolves.toMatchObject({ status: 'job_lost' });
});

it('goes on when its state cannot be kept, and tells operators', async () => {
  const store = {
    ...memoryStore(),
    save: () => Promise.reject(Object.assign(new Error(), { code: 'ENOSPC' })),
  };
  const watches = server(store);
  const { record } = await started(watches, wanted(training({ steps: 20, totalSteps: 20 }, 15)));
  const watch = watches.here(record.id);
  await untilOver(watches, record.id).catch(() => undefined);
  expect(watch?.record.status).toBe('job_completed');
  expect(reports).toContain(`the state of watch ${record.id} cannot be kept: ENOSPC`);
});

it('leaves a record alone that cannot be read, and takes up the others', async () => {
  const watches = server();
  const { record } = await started(watches, wanted(training({}, 500)));
  await timer.untilAsleep(1);
  await watches.close();
  const torn = '00000000-0000-4000-8000-000000000000';
  await writeFile(join(folder, 'watches', `${torn}.json`), '{"id": "0000');
  const next = server();
  await next.open();
  await expect(next.list()).resolves.toMatchObject([{ id: record.id }]);
  await expect(next.get(torn)).rejects.toMatchObject({ code: 'watch_not_found' });
  expect(reports).toContain(`the state of watch ${torn} cannot be read and is left as it is`);
});

it.each(['../secret', 'a/b', ''])('looks for no watch by the path %j', async (id) => {
  await expect(server().get(id)).rejects.toMatchObject({ code: 'watch_not_found' });
});

it('watches no more runs at once than it may', async () => {
  const watches = server(memoryStore());
  for (let nth = 0; nth < WATCH_LIMITS.active; nth += 1) await started(watches, wanted(training({}, 500)));
  await expect(watches.reserve('another')).rejects.toMatchObject({ code: 'too_many_watches' });
});

it('forgets the oldest runs that are over', async () => {
  const store = memoryStore();
  const job = training({}, 500);
  const watches = server(store);
  const { record } = await started(watches, wanted(job));
  for (let nth = 0; nth < WATCH_LIMITS.kept; nth += 1)
    await store.save({
      ...record,
      id: `old-${nth}`,
      status: 'job_completed',
      started_at: '2025-01-01T00:00:00.000Z',
    });
  await started(watches, wanted(training({}, 500)));
  await expect(store.ids()).resolves.toHaveLength(WATCH_LIMITS.kept);
  await expect(watches.get(record.id)).resolves.toMatchObject({ status: 'watching' });
});

function memoryStore(): WatchStore {
  const records = new Map<string, WatchRecord>();
  return {
    save: async (record) => void records.set(record.id, record),
    load: async (id) => records.get(id),
    ids: async () => [...records.keys()],
    forget: async (id) => void records.delete(id),
  };
}
