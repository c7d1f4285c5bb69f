import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { configOf } from '../../../../../test/training/fake-ai-toolkit/fake-job.js';
import { ManualTimer } from '../../../../../test/training/manual-timer.js';
import type { Backend, Job } from '../../backend/index.js';
import { guardOptions } from '../guard/guard-options.js';
import { RunReader } from '../reading/index.js';
import type { WatchRecord } from './watch-record.js';
import { Watch } from './watch.js';

const POLLS = 10_000;
const MIB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMiB(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / MIB;
}

/** A job that never ends: at each poll some new losses, and a kilobyte of log. */
class EndlessRun {
  private polls = 0;

  asBackend(): Backend {
    const answers: Pick<Backend, 'job' | 'log' | 'loss'> = {
      job: async () => this.job(),
      log: async (_id, offset = 0) => ({ text: this.bars(), offset: offset + 1_000, reset: false }),
      loss: async () => this.losses(),
    };
    return answers as Backend;
  }

  private job(): Job {
    this.polls += 1;
    return {
      id: 'endless',
      name: 'fox_lora',
      gpuIds: '0',
      config: configOf('fox_lora', 1_000_000),
      status: 'running',
      stop: false,
      step: this.polls * 8,
      totalSteps: 1_000_000,
      info: 'Training',
      speedString: '4.00 iter/sec',
      queuePosition: 0,
      createdAt: undefined,
      updatedAt: undefined,
    };
  }

  private bars(): string {
    return this.steps()
      .map(
        (step) =>
          `\rfox_lora:   1%|█         | ${step}/1000000 [12:00<1:00:00,  4.00it/s, lr: 1.0e-04 loss: 3.1e-01]`,
      )
      .join('');
  }

  private losses() {
    return this.steps().map((step) => ({ step, wallTime: step / 4, value: 0.3 }));
  }

  private steps(): number[] {
    return Array.from({ length: 8 }, (_, nth) => this.polls * 8 - 7 + nth);
  }
}

function recordOf(): WatchRecord {
  const started = '2026-09-21T10:00:00.000Z';
  return {
    id: 'endless',
    config_name: 'fox',
    job_id: 'endless',
    start_step: 0,
    status_before: null,
    start: 'seen',
    options: {
      ...guardOptions.parse({ log_lines: 100, poll_interval_seconds: 2 }),
      monitor_seconds: 2 * POLLS,
    },
    validation: null,
    started_at: started,
    updated_at: started,
    status: 'watching',
    snapshot_count: 0,
    snapshots: [],
    failed_polls: 0,
    last_failure: null,
    unread: [],
    epoch: 0,
    triggered: [],
    stop: null,
    final_status: null,
    owner: null,
  };
}

it('takes no more memory after ten thousand polls than after two thousand', async () => {
  const backend = new EndlessRun().asBackend();
  const timer = new ManualTimer();
  const reader = new RunReader(backend, { jobId: 'endless', logLines: 100, startedAt: { step: 0 } });
  const heaps: number[] = [];
  const parts = {
    backend,
    timer: { now: () => timer.now(), after: async (ms: number) => timer.skip(ms / 1_000) },
    read: (signal: AbortSignal) => reader.read(signal),
    save: async ({ snapshot_count: count }: WatchRecord) => {
      if (count % 2_000 === 0) heaps.push(heapMiB());
      return true;
    },
    report: (text: string) => {
      throw new Error(text);
    },
  };
  const watch = new Watch(parts, recordOf());
  await watch.run(new AbortController().signal);
  expect(watch.record).toMatchObject({ status: 'monitor_window_complete', failed_polls: 0 });
  expect(watch.record.snapshot_count).toBeGreaterThanOrEqual(POLLS);
  const [early = 0] = heaps;
  expect(heaps).toHaveLength(5);
  expect(Math.max(...heaps) - early).toBeLessThan(3);
}, 60_000);
