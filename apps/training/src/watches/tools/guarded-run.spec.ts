import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import { configOf, type FakeJob } from '../../../../../test/training/fake-ai-toolkit/fake-job.js';
import { ManualTimer } from '../../../../../test/training/manual-timer.js';
import { syntheticRun, type SyntheticOptions } from '../../../../../test/training/synthetic-log.js';
import { openToolClient, type ToolClient } from '../../../../../test/training/tool-client.js';
import { aiToolkit } from '../../backend/index.js';
import { JobStarter } from '../../jobs/index.js';
import { ConfigValidator } from '../../configs/index.js';
import { Root } from '../../places/index.js';
import { FileWatchStore, Watches } from '../run/index.js';
import { guardedRunTool } from './guarded-run.js';
import type { GuardedRun } from './guarded-run-output.js';

const NAME = 'run-training-with-guardrails';
/** The poll of the watch, and the end of the call. */
const SLEEPERS = 2;

let toolkit: FakeAiToolkit;
let timer: ManualTimer;
let folder: string;
let tools: ToolClient;
let watches: Watches;
let reports: string[];
let valid: boolean;

async function open(callWaitSeconds?: number): Promise<void> {
  const { backend } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  const report = (text: string) => void reports.push(text);
  watches = new Watches({
    backend,
    timer,
    store: new FileWatchStore(new Root('the state', folder), report),
    report,
  });
  const starter = new JobStarter({ backend, configs: { read: readConfig } });
  tools = await openToolClient([guardedRunTool({ starter, timer, watches, validate, callWaitSeconds })]);
}

beforeEach(async () => {
  toolkit = await startFakeAiToolkit();
  timer = new ManualTimer((seconds) => toolkit.tick(Math.round(seconds)));
  folder = await mkdtemp(join(tmpdir(), 'switchyard-watches-'));
  [reports, valid] = [[], true];
  await open();
});
afterEach(async () => {
  await watches.close();
  await tools.close();
  await toolkit.close();
  await rm(folder, { recursive: true });
  expect(reports).toEqual([]);
});

async function readConfig(name: string) {
  if (name !== 'fox') throw new DomainError('config_not_found', 'there is none', { param: 'config_name' });
  return { config: configOf('fox_lora'), text: '' };
}

async function validate(
  name: string,
  options: { checkDataset: boolean; maxDatasetFiles: number },
  signal: AbortSignal,
) {
  await readConfig(name);
  const root = new Root('the configs', folder);
  const places = { configs: root, datasets: root, models: [] };
  const scanner = { analyze: () => Promise.reject(new Error('no data set is looked at')) };
  const { backend } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  const validator = new ConfigValidator({ backend, places, scanner });
  const config = valid ? configOf('fox_lora') : {};
  return await validator.given(config, { ...options, checkDataset: false }, signal);
}

/** The job that the configuration is of; once it runs it does as the run. */
function jobThatWill(options: SyntheticOptions, ticks: number): FakeJob {
  const job = toolkit.addJob({ name: 'fox_lora' });
  toolkit.willPlay(job, syntheticRun(options), ticks);
  return job;
}

const guarded = (args: object = {}, sleepers = SLEEPERS) =>
  timer.drive(tools.call(NAME, { config_name: 'fox', ...args }), sleepers) as Promise<
    GuardedRun & { watch_id: string }
  >;

const stopsAsked = () => toolkit.requests.filter(({ url }) => url.endsWith('/stop')).length;

it('trains to the end, and tells how it went', async () => {
  const job = jobThatWill({ steps: 300, totalSteps: 300 }, 60);
  const run = await guarded();
  expect(run).toMatchObject({
    started: true,
    status: 'job_completed',
    job_id: job.id,
    final_status: 'completed',
    validation: { valid: true },
    triggered_guardrails: [],
    stop_result: null,
    guardrails: { monitor_seconds: 120, oom_threshold: 3, throughput_floor_iter_per_sec: 0.02 },
  });
  expect(run.monitor.snapshots[3]).toMatchObject({
    elapsed_seconds: 30,
    status: 'running',
    quality_status: 'healthy',
  });
  expect(run.monitor.snapshot_count).toBe(run.monitor.snapshots.length);
});

it('ends with the window while the job trains on', async () => {
  const job = jobThatWill({ steps: 300, totalSteps: 900 }, 300);
  await expect(guarded({ monitor_seconds: 40 })).resolves.toMatchObject({
    status: 'monitor_window_complete',
    final_status: 'running',
    monitor: { snapshot_count: 5 },
  });
  expect([job.status, stopsAsked()]).toEqual(['running', 0]);
});

describe('a guardrail', () => {
  it('stops a training whose loss is no number', async () => {
    const job = jobThatWill({ scenario: 'nan', steps: 300, totalSteps: 300 }, 100);
    const run = await guarded();
    expect(run).toMatchObject({
      status: 'stopped_by_guardrail',
      final_status: 'stopped',
      triggered_guardrails: [{ code: 'TRAINING_NAN_LOSS' }],
      stop_result: { attempts: 1, stopped: true, result: { status: 'stopped', process_ended: true } },
    });
    expect(run.monitor.snapshots.at(-1)).toMatchObject({
      quality_status: 'critical',
      triggers: ['TRAINING_NAN_LOSS'],
    });
    expect(job.status).toBe('stopped');
  });

  it('stops a training whose losses hold no number, when the log does not say so', async () => {
    const job = jobThatWill({ scenario: 'nan', steps: 300, totalSteps: 300, nonFiniteAs: null }, 100);
    for (const [index, frame] of job.kept.frames.entries())
      job.kept.frames[index] = { ...frame, log: frame.log?.replaceAll('loss is nan', '') ?? '' };
    const { triggered_guardrails: triggered } = await guarded();
    expect(triggered).toMatchObject([{ code: 'TRAINING_NAN_LOSS', evidence: { nan_lines: 0 } }]);
  });

  it.each([
    ['loss', { evidence: { losses_missing: 0 } }],
    ['log', { evidence: { nan_lines: 0 } }],
  ])('stops a training whose loss is no number though the %s cannot be read', async (part, triggered) => {
    jobThatWill({ scenario: 'nan', steps: 300, totalSteps: 300, nonFiniteAs: null }, 100);
    toolkit.instead = ({ path }) => (path[2] === part ? { status: 500, body: {} } : undefined);
    await expect(guarded()).resolves.toMatchObject({
      status: 'stopped_by_guardrail',
      triggered_guardrails: [{ code: 'TRAINING_NAN_LOSS', ...triggered }],
      monitor: { failed_polls: 0, unread_parts: [{ part }] },
      warnings: [expect.stringContaining(`The ${part} could not be read`)],
    });
  });

  it('stops a training that stands still though the backend fails at every other poll', async () => {
    jobThatWill({ scenario: 'stalled', totalSteps: 100 }, 20);
    let polls = 0;
    toolkit.instead = ({ query }) =>
      query.get('id') !== null && (polls += 1) % 2 === 0 ? { status: 500, body: {} } : undefined;
    const run = await guarded({ monitor_seconds: 900, stop_on_throughput_collapse: false });
    expect(run.triggered_guardrails).toMatchObject([{ code: 'TRAINING_STALLED_PROGRESS' }]);
  });

  it('stops a training that collapsed', async () => {
    jobThatWill({ scenario: 'slow', steps: 30, totalSteps: 3_000, secondsPerStep: 90 }, 60);
    await expect(guarded()).resolves.toMatchObject({
      status: 'stopped_by_guardrail',
      triggered_guardrails: [
        { code: 'TRAINING_THROUGHPUT_COLLAPSE', evidence: { floor_iter_per_sec: 0.02 } },
      ],
    });
  });

  it('stops a training that stands still', async () => {
    jobThatWill({ scenario: 'stalled', totalSteps: 100 }, 20);
    const run = await guarded({ monitor_seconds: 600, stop_on_throughput_collapse: false });
    expect(run).toMatchObject({
      status: 'stopped_by_guardrail',
      triggered_guardrails: [
        { code: 'TRAINING_STALLED_PROGRESS', evidence: { step: 50, window_seconds: 120 } },
      ],
    });
    expect(run.monitor.snapshots.at(-1)?.elapsed_seconds).toBeGreaterThanOrEqual(140);
  });

  it.each(['Loading model', 'Generating images - 1/8', 'Saving model'])(
    'leaves a job alone that is at %j for ten minutes',
    async (info) => {
      const job = jobThatWill({ steps: 10 }, 1);
      job.kept.frames.splice(0, 1, { info });
      await expect(guarded({ monitor_seconds: 600, poll_interval_seconds: 30 })).resolves.toMatchObject({
        status: 'monitor_window_complete',
      });
    },
  );

  it('leaves a job alone that waits for its turn, whatever its last run left behind', async () => {
    toolkit.addJob({ name: 'other', status: 'running', info: 'Training' });
    const job = jobThatWill({}, 1);
    toolkit.play(job, syntheticRun({ scenario: 'nan', nonFiniteAs: null }));
    Object.assign(job, { status: 'error', step: 0 });
    await expect(guarded()).resolves.toMatchObject({
      status: 'monitor_window_complete',
      final_status: 'queued',
    });
  });

  it('says that the stop failed when the job runs on, after it tried three times', async () => {
    jobThatWill({ scenario: 'nan', steps: 300, totalSteps: 300 }, 400);
    toolkit.instead = ({ path }) => (path[2] === 'stop' ? { status: 200, body: {} } : undefined);
    await expect(guarded({ monitor_seconds: 600 })).resolves.toMatchObject({
      status: 'guardrail_triggered_stop_failed',
      final_status: 'running',
      stop_result: { attempts: 3, stopped: false },
    });
    expect(stopsAsked()).toBe(3);
  });

  it('takes no credit for a job that ended by itself', async () => {
    const job = jobThatWill({ scenario: 'out-of-memory', totalSteps: 40 }, 15);
    await expect(guarded()).resolves.toMatchObject({
      status: 'job_error',
      triggered_guardrails: [{ code: 'TRAINING_REPEATED_OOM' }],
      stop_result: null,
    });
    expect([job.status, stopsAsked()]).toEqual(['error', 0]);
  });
});

describe('what is not started', () => {
  it('is a configuration that is not valid, unless that may be', async () => {
    valid = false;
    await expect(guarded({}, 1)).resolves.toMatchObject({
      started: false,
      status: 'blocked_by_validation',
      job_id: null,
      watch_id: null,
      validation: { valid: false },
    });
    expect(toolkit.jobs.size).toBe(0);
    await expect(guarded({ block_on_validation_fail: false, monitor_seconds: 2 })).resolves.toMatchObject({
      started: true,
    });
  });

  it('is an error with the reason when the backend refuses to, and leaves no watch behind', async () => {
    toolkit.instead = ({ path }) => (isStart(path) ? { status: 500, body: {} } : undefined);
    await expect(guarded({}, 1)).rejects.toThrow(/^backend_failed: /);
    await expect(watches.list()).resolves.toEqual([]);
  });

  it('is an error when the configuration is missing, or nothing was asked for', async () => {
    await expect(tools.call(NAME, { config_name: 'owl' })).rejects.toThrow(/^config_not_found: config_name/);
    await expect(tools.call(NAME, {})).rejects.toThrow(/^invalid_argument: config_name/);
    await expect(tools.call(NAME, { watch_id: 'none' })).rejects.toThrow(/^watch_not_found: watch_id/);
  });

  it('is watched not at all when no time is given', async () => {
    jobThatWill({}, 30);
    await expect(guarded({ monitor_seconds: 0 }, 1)).resolves.toMatchObject({
      status: 'started',
      final_status: 'queued',
    });
    await expect(watches.list()).resolves.toEqual([]);
  });
});

const isStart = (path: readonly string[]) => path[0] === 'jobs' && path[2] === 'start';

describe('a start without a clear answer', () => {
  it('is watched when only the look at the job after it failed', async () => {
    const job = jobThatWill({ steps: 50, totalSteps: 50 }, 30);
    let failing = true;
    toolkit.instead = ({ query }) => {
      if (job.status !== 'queued' || !failing || query.get('id') === null) return undefined;
      failing = false;
      return { status: 500, body: {} };
    };
    await expect(guarded()).resolves.toMatchObject({
      started: true,
      status: 'job_completed',
      job_id: job.id,
    });
    expect(failing).toBe(false);
  });

  it('is watched when the job was queued before the error came', async () => {
    const job = jobThatWill({ scenario: 'nan', steps: 300, totalSteps: 300 }, 100);
    toolkit.instead = ({ path }) => {
      if (!isStart(path)) return undefined;
      toolkit.worker.enqueue(job);
      return { status: 504, body: {} };
    };
    await expect(guarded()).resolves.toMatchObject({ started: true, status: 'stopped_by_guardrail' });
  });

  it('is watched when its queue could not be started, until somebody else has done that', async () => {
    jobThatWill({ steps: 50, totalSteps: 50 }, 30);
    let failures = 3;
    toolkit.instead = ({ path }) =>
      path[0] === 'queue' && (failures -= 1) >= 0 ? { status: 500, body: {} } : undefined;
    const first = await guarded({ wait_seconds: 0 });
    expect(first).toMatchObject({ started: false, status: 'watching', warnings: [expect.any(String)] });
    await expect(guarded({ watch_id: first.watch_id })).resolves.toMatchObject({
      started: true,
      status: 'job_completed',
    });
  });

  it('is said to be unknown when the job is never seen to begin', async () => {
    const job = jobThatWill({}, 30);
    Object.assign(job, { status: 'completed', step: 1_000 });
    toolkit.play(job, syntheticRun({ scenario: 'nan' }));
    const [status, step] = [job.status, job.step];
    toolkit.instead = ({ path }) => (isStart(path) ? { status: 200, body: 'no JSON' } : undefined);
    const [watching] = await Promise.allSettled([guarded({ monitor_seconds: 600 })]);
    expect(watching).toMatchObject({
      reason: { message: expect.stringMatching(/^start_unseen: /) as string },
    });
    expect([job.status, job.step, stopsAsked()]).toEqual([status, step, 0]);
    await expect(watches.list()).resolves.toMatchObject([{ status: 'start_failed', triggered: [] }]);
  });
});

it('makes one watch of a job, however many calls ask for it at the same time', async () => {
  const job = jobThatWill({}, 600);
  const call = () => tools.call(NAME, { config_name: 'fox', wait_seconds: 0 });
  const calls = await timer.drive(Promise.allSettled([call(), call(), call(), call(), call(), call()]), 2);
  expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(watches.list()).resolves.toMatchObject([{ job_id: job.id, status: 'watching' }]);
  expect(toolkit.requests.filter(({ url }) => url.endsWith(`${job.id}/start`))).toHaveLength(1);
});

describe('a call that ends before the run does', () => {
  it('says watching in time, and the next call tells the rest', async () => {
    await open(50);
    jobThatWill({ steps: 300, totalSteps: 300 }, 70);
    const begun = timer.now().getTime();
    const first = await guarded();
    expect(first).toMatchObject({ status: 'watching', started: true });
    expect(timer.now().getTime() - begun).toBe(50_000);
    await expect(guarded({ config_name: undefined, watch_id: first.watch_id })).resolves.toMatchObject({
      status: 'job_completed',
      watch_id: first.watch_id,
      config_name: 'fox',
    });
  });

  it('tells at once how it stands when nobody wants to wait', async () => {
    jobThatWill({}, 600);
    const { watch_id } = await guarded({ wait_seconds: 0 });
    await expect(guarded({ watch_id, wait_seconds: 0 })).resolves.toMatchObject({ status: 'watching' });
  });

  it('still stops the job by guardrail when the caller has given up', async () => {
    const job = jobThatWill({ scenario: 'nan', steps: 300, totalSteps: 300 }, 100);
    const caller = new AbortController();
    const call = tools.call(NAME, { config_name: 'fox' }, { signal: caller.signal });
    await timer.untilAsleep(SLEEPERS);
    caller.abort();
    await expect(call).rejects.toThrow();
    const [watch] = await watches.list();
    await timer.drive(tools.call(NAME, { watch_id: watch?.id }), SLEEPERS);
    expect(job.status).toBe('stopped');
  });

  it('is not begun a second time', async () => {
    jobThatWill({}, 600);
    const { watch_id } = await guarded({ wait_seconds: 0 });
    await expect(tools.call(NAME, { config_name: 'fox' })).rejects.toThrow(`ask with watch_id ${watch_id}`);
  });
});

it('tells the caller of its polls', async () => {
  jobThatWill({ steps: 300, totalSteps: 300 }, 60);
  const seen: string[] = [];
  const onprogress = ({ message = '' }) => void seen.push(message);
  await timer.drive(tools.call(NAME, { config_name: 'fox' }, { onprogress }), SLEEPERS);
  expect(seen[0]).toMatch(/^watch [0-9a-f-]{36}: /);
});
