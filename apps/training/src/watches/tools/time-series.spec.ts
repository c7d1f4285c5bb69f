import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import type { FakeJob } from '../../../../../test/training/fake-ai-toolkit/fake-job.js';
import { datasetLike } from '../../../../../test/training/analyses.js';
import { ManualTimer } from '../../../../../test/training/manual-timer.js';
import { syntheticRun, type SyntheticOptions } from '../../../../../test/training/synthetic-log.js';
import { openToolClient, type ToolClient } from '../../../../../test/training/tool-client.js';
import { DomainError } from '@app/kernel';
import { aiToolkit } from '../../backend/index.js';
import { timeSeriesTool } from './time-series.js';
import type { TimeSeries } from './time-series-output.js';

const NAME = 'watch-training-timeseries';

let toolkit: FakeAiToolkit;
let timer: ManualTimer;
let tools: ToolClient;
let scans: (string | null)[];

async function open(callWaitSeconds?: number): Promise<void> {
  const { backend } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  const read = () =>
    Promise.reject(new DomainError('config_not_found', 'there is none', { param: 'config_name' }));
  const scanner = {
    analyze: async (path: string | null) => {
      scans.push(path);
      return { analysis: datasetLike({ caption_coverage_pct: 50 }), captions: ['fox', 'fox'] };
    },
  };
  tools = await openToolClient([
    timeSeriesTool({ backend, configs: { read }, scanner, timer, callWaitSeconds }),
  ]);
}

beforeEach(async () => {
  toolkit = await startFakeAiToolkit();
  timer = new ManualTimer((seconds) => toolkit.tick(Math.round(seconds)));
  scans = [];
  await open();
});
afterEach(async () => {
  await tools.close();
  await toolkit.close();
});

function training(options: SyntheticOptions, ticks: number): FakeJob {
  const job = toolkit.addJob({ name: 'fox_lora' });
  toolkit.willPlay(job, syntheticRun(options), ticks);
  toolkit.worker.enqueue(job);
  toolkit.worker.queue('0').is_running = true;
  return job;
}

/** Those who sleep: the pause between two looks and, when there is one, the end of the call. */
const series = (job: FakeJob, args: object = {}, sleepers = 1) =>
  timer.drive(tools.call(NAME, { job_id: job.id, ...args }), sleepers) as Promise<
    Record<string, unknown> & TimeSeries
  >;

it('gives exactly one point for a duration of nothing', async () => {
  const job = toolkit.addJob({ name: 'fox_lora' });
  const run = syntheticRun({ steps: 100, totalSteps: 400 });
  toolkit.play(job, run);
  const { points, window, final_status: status } = await series(job, { duration_seconds: 0 });
  expect([points.length, window.elapsed_seconds_actual, window.truncated, status]).toEqual([
    1,
    0,
    false,
    'running',
  ]);
  expect(points[0]).toMatchObject({
    current_step: 100,
    total_steps: 1_000,
    progress_pct: 10,
    overall_health: 'healthy',
    gpu_utilization_pct: 97,
    cpu_percent: 12.5,
    ram_used_gb: 16,
    alerts: [],
  });
});

it('shows the last loss and the last speed, not the largest', async () => {
  const job = toolkit.addJob({ name: 'fox_lora' });
  const losses = [0.82, 0.71, 0.63].map((value, step) => ({
    step,
    wall_time: 1_000 + step * (step + 1),
    value,
  }));
  toolkit.play(job, { ...syntheticRun({ steps: 3 }), losses });
  const { points } = await series(job, { duration_seconds: 0 });
  expect(points[0]).toMatchObject({ loss_last: 0.63, iter_per_sec: 0.25 });
});

it('follows a run, and sums it up', async () => {
  const job = training({ steps: 400, totalSteps: 400 }, 300);
  const { points, summary, window } = await series(job, { duration_seconds: 60 });
  expect(points.map(({ elapsed_seconds: at }) => at)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(window).toMatchObject({ points_collected: 7, elapsed_seconds_actual: 60, failed_polls: 0 });
  expect(summary).toMatchObject({ point_count: 7, status_counts: { queued: 1, running: 6 } });
  expect(summary.step.delta).toBe(points.at(-1)?.current_step);
});

it('ends with the job, unless it is to stay', async () => {
  const job = training({ steps: 20, totalSteps: 20 }, 15);
  const ended = await series(job);
  expect(ended).toMatchObject({ final_status: 'completed', window: { points_collected: 3 } });
  await expect(series(job, { stop_on_terminal_status: false, duration_seconds: 30 })).resolves.toMatchObject({
    window: { points_collected: 4 },
  });
});

it('answers before the caller must give up, and says that it did not stay to the end', async () => {
  await open(35);
  const { window } = await series(training({}, 500), {}, 2);
  expect(window).toMatchObject({ truncated: true, points_collected: 4, elapsed_seconds_actual: 30 });
});

describe('a look that takes longer than the call may', () => {
  /** The backend lets callers wait for its log from this look on. */
  function hangsFrom(look: number): Promise<void> {
    let looks = 0;
    return new Promise((hangs) => {
      toolkit.instead = ({ path }) => {
        if (path[2] !== 'log' || (looks += 1) < look) return undefined;
        hangs();
        return new Promise(() => undefined);
      };
    });
  }

  it('is broken off, and the answer has the points of those before', async () => {
    await open(15);
    const hangs = hangsFrom(2);
    const call = series(training({}, 500), { poll_interval_seconds: 10 }, 2);
    await hangs;
    timer.toNext();
    const { window, points } = await call;
    expect(window).toMatchObject({ truncated: true, points_collected: 1, failed_polls: 1 });
    expect(points).toHaveLength(1);
  });

  it('is an error when there was no other', async () => {
    await open(15);
    const hangs = hangsFrom(1);
    const call = series(training({}, 500), {}, 2);
    await hangs;
    timer.toNext();
    await expect(call).rejects.toThrow(/^backend_timeout: .* 15 s/);
  });
});

it('ends its polling at once when the caller gives up', async () => {
  const job = training({}, 500);
  const caller = new AbortController();
  const call = tools.call(NAME, { job_id: job.id }, { signal: caller.signal });
  await timer.untilAsleep(1);
  caller.abort();
  await expect(call).rejects.toThrow();
  while (timer.asleep > 0) await new Promise((resolve) => setImmediate(resolve));
  const before = toolkit.requests.length;
  timer.skip(100);
  expect(toolkit.requests).toHaveLength(before);
});

it('goes on through a backend that is away for a while', async () => {
  const job = training({}, 500);
  let polls = 0;
  toolkit.instead = ({ path, query }) => {
    if (path[0] === 'jobs' && query.has('id')) polls += 1;
    return polls === 4 ? { status: 502, body: {} } : undefined;
  };
  const { window } = await series(job, { duration_seconds: 40 });
  expect(window).toMatchObject({ points_collected: 4, failed_polls: 1 });
});

it('looks at the data set and its captions once, where the configuration of the job says', async () => {
  const job = training({}, 500);
  const result = await series(job, { include_dataset: true, include_nlp: true, duration_seconds: 10 });
  expect(scans).toEqual(['/toolkit/datasets/foxes']);
  expect(result).toMatchObject({
    config_context: { config_source: 'job_payload', requested_config_name: null },
    dataset_context: { dataset_source: 'config', dataset_analysis: { caption_coverage_pct: 50 } },
    nlp_summary: { style_flag_counts: { captions_too_short: 2 } },
  });
  expect(result.points[0]).toMatchObject({
    overall_health: 'warning',
    alert_max_severity: 'warning',
    nlp: { style_flags: expect.arrayContaining(['captions_too_short']) as string[] },
  });
});

it('leaves out what nobody asked for', async () => {
  const args = { include_system: false, include_alerts: false, duration_seconds: 0 };
  const { points, dataset_context, nlp_summary } = await series(training({}, 500), args);
  expect(scans).toEqual([]);
  expect([dataset_context.dataset_analysis, nlp_summary]).toEqual([{ skipped: true }, { skipped: true }]);
  for (const field of ['alerts', 'nlp', 'raw_log_excerpt', 'cpu_percent'])
    expect(points[0]).not.toHaveProperty(field);
});

it('holds the excerpts of a long series to what a client can take, and says so', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', status: 'running', info: 'Training' });
  job.kept.log = Array.from({ length: 1_000 }, (_, nth) => `${nth} ${'x'.repeat(600)}\n`).join('');
  const args = {
    include_raw_log_excerpt: true,
    excerpt_lines: 1_000,
    log_lines: 1_000,
    duration_seconds: 60,
  };
  const { points, window } = await series(job, args);
  expect([points.length, window.excerpts_dropped]).toEqual([7, 4]);
  expect(points.at(-1)?.raw_log_excerpt).toHaveLength(1_000);
  expect(points[0]).not.toHaveProperty('raw_log_excerpt');
});

it('tells a missing job and a missing configuration as errors', async () => {
  await expect(tools.call(NAME, { job_id: 'none' })).rejects.toThrow(/^job_not_found: job_id/);
  const { id } = toolkit.addJob();
  await expect(tools.call(NAME, { job_id: id, config_name: 'owl' })).rejects.toThrow(/^config_not_found/);
});
