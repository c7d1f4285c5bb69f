// node --expose-gc watching.ts <backend> <folder> <job> <polls>...: a built watch that polls, by a clock that stands still
// until it waits. Sends a Mark after each of the numbers of polls.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Backend from '../../apps/training/src/backend/index.js';
import type * as Places from '../../apps/training/src/places/index.js';
import type * as Watching from '../../apps/training/src/watches/index.js';
import { ManualTimer } from '../training/manual-timer.ts';
import type { Mark } from './training/polls.ts';

const BUILT = join(import.meta.dirname, '../../dist/apps/training/src');
const MIB = 1024 * 1024;
// What limits the time of a request is held until that time is over. Polls that follow each other at once would hold
// thousands of such, which no watch does.
const TIMEOUT_MS = 2_000;

/** As by default, without an end. */
const OPTIONS = {
  monitor_seconds: Number.MAX_SAFE_INTEGER,
  poll_interval_seconds: 10,
  stop_on_nan: true,
  stop_on_repeated_oom: true,
  oom_threshold: 3,
  stop_on_stalled_progress: true,
  stall_window_seconds: 120,
  min_step_delta: 1,
  stop_on_throughput_collapse: true,
  throughput_floor_iter_per_sec: 0.02,
  low_speed_consecutive_polls: 2,
  log_lines: 400,
};

async function built<T>(room: string): Promise<T> {
  return (await import(pathToFileURL(join(BUILT, room, 'index.js')).href)) as T;
}

function markAt(polls: number, startedAt: number): Mark {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const msPerPoll = (performance.now() - startedAt) / polls;
  return { polls, rssMiB: rss / MIB, heapMiB: heapUsed / MIB, msPerPoll };
}

async function main(url = '', folder = '', jobId = '', ...marks: readonly string[]): Promise<void> {
  const { aiToolkit } = await built<typeof Backend>('backend');
  const { Root } = await built<typeof Places>('places');
  const { FileWatchStore, Watches } = await built<typeof Watching>('watches');
  const report = (text: string) => {
    throw new Error(text);
  };
  const timer = new ManualTimer();
  const store = new FileWatchStore(new Root('the state', folder), report);
  const { backend } = aiToolkit({ url, timeoutMs: TIMEOUT_MS });
  const watches = new Watches({ backend, timer, store, report });
  const wanted = { configName: 'fox_lora', jobId, startStep: 0, options: OPTIONS, validation: null };
  const startedAt = performance.now();
  const { record } = await watches.begin(await watches.prepare(wanted), 'seen');
  for (let polls = 1; polls <= Number(marks.at(-1)); polls += 1) {
    await timer.untilAsleep(1);
    if (marks.includes(String(polls))) process.send?.(markAt(polls, startedAt));
    timer.toNext();
  }
  const { status, failed_polls: failed } = await watches.get(record.id);
  if (status !== 'watching' || failed > 0) throw new Error(`the watch is ${status} after ${failed} failures`);
  await watches.close();
}

await main(...process.argv.slice(2));
process.disconnect();
