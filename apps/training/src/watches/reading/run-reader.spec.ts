import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import type { FakeJob } from '../../../../../test/training/fake-ai-toolkit/fake-job.js';
import { syntheticRun } from '../../../../../test/training/synthetic-log.js';
import { aiToolkit } from '../../backend/index.js';
import { RunReader } from './run-reader.js';

let toolkit: FakeAiToolkit;
beforeEach(async () => {
  toolkit = await startFakeAiToolkit();
});
afterEach(() => toolkit.close());

function readerOf({ id }: FakeJob, startedAt?: { step: number }): RunReader {
  const { backend } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  return new RunReader(backend, { jobId: id, logLines: 400, startedAt });
}

function begin(job: FakeJob): void {
  toolkit.worker.enqueue(job);
  toolkit.worker.queue(job.gpu_ids).is_running = true;
}

it('reads a run as a whole when it reads it part by part', async () => {
  const run = syntheticRun({ steps: 120, totalSteps: 200 });
  const whole = toolkit.addJob({ name: 'fox_lora', gpu_ids: '1' });
  const growing = toolkit.addJob({ name: 'fox_lora' });
  toolkit.play(whole, run);
  toolkit.willPlay(growing, run, 7);
  begin(growing);
  const reader = readerOf(growing);
  for (let poll = 0; poll < 9; poll += 1) {
    await reader.read();
    toolkit.tick();
  }
  const { evidence, sight } = await reader.read();
  expect(evidence).toEqual((await readerOf(whole).read()).evidence);
  expect(sight).toMatchObject({
    stage: 'training',
    step: 120,
    nanMentions: 0,
    oomMentions: 0,
    lossesMissing: 0,
  });
  const offsets = toolkit.requests.filter(({ url }) => /\/log\?offset=[1-9]/.test(url)).length;
  expect(offsets).toBeGreaterThan(5);
});

it('counts each bad line once, however often it looks and wherever the log was cut', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', status: 'running', info: 'Training', kept: { log: '' } });
  const reader = readerOf(job);
  const log = 'loss is nan\n# OOM during training step, skipping batch 1/3 #\nloss is nan\nnext';
  for (const character of log) {
    job.kept.log = `${job.kept.log ?? ''}${character}`;
    await reader.read();
  }
  expect((await reader.read()).sight).toMatchObject({
    nanMentions: 2,
    oomMentions: 1,
    oomLine: expect.stringContaining('skipping batch 1/3') as string,
  });
});

it('still knows of a bad line that has left the last lines', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', status: 'running', info: 'Training' });
  job.kept.log = `loss is nan\n${Array.from({ length: 1_000 }, (_, nth) => `line ${nth}\n`).join('')}`;
  const { evidence, sight } = await readerOf(job).read();
  expect([evidence.quality.nan_count, sight.nanMentions]).toEqual([0, 1]);
});

it('finds no fault with a name that sounds like one', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', status: 'running', info: 'Training' });
  job.kept.log = 'Found 12 images in /sets/bedroom_zoom\nlossless finance info\n';
  const { sight, evidence } = await readerOf(job).read();
  expect(sight).toMatchObject({ nanMentions: 0, oomMentions: 0 });
  expect(evidence.errors.total_mentions).toBe(0);
});

it('holds nothing of an earlier run against one that was just started', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', config: {} });
  toolkit.play(job, syntheticRun({ scenario: 'nan', nonFiniteAs: null }));
  job.kept.losses?.['loss/loss']?.splice(101);
  Object.assign(job, { status: 'stopped', step: 100 });
  begin(job);
  const reader = readerOf(job, { step: 100 });
  const quiet = { nanMentions: 0, lossesMissing: 0, iterPerSec: null };
  expect((await reader.read()).sight).toMatchObject({ stage: 'waiting', ...quiet });
  toolkit.tick();
  expect((await reader.read()).sight).toMatchObject({ stage: 'preparing', ...quiet });
});

it('reads nothing of a job that was taken out of the queue before it ran', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', kept: { log: 'loss is nan\n' }, status: 'stopped' });
  expect((await readerOf(job, { step: 0 }).read()).sight).toMatchObject({ stage: 'ended', nanMentions: 0 });
});

it('reads the log of a job that ended before anybody looked', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', kept: { log: 'loss is nan\n' }, status: 'error' });
  expect((await readerOf(job, { step: 0 }).read()).sight).toMatchObject({ stage: 'ended', nanMentions: 1 });
});

it('begins anew when the log does', async () => {
  const job = toolkit.addJob({ name: 'fox_lora', status: 'running', info: 'Training' });
  job.kept.log = `loss is nan\n${'x'.repeat(500)}\n`;
  const reader = readerOf(job);
  expect((await reader.read()).sight.nanMentions).toBe(1);
  job.kept.log = 'Running 1 job\n';
  expect((await reader.read()).sight.nanMentions).toBe(0);
});

it('reads a backend that knows neither losses nor offsets', async () => {
  toolkit.isOlder = true;
  const job = toolkit.addJob({ name: 'fox_lora' });
  toolkit.play(job, syntheticRun({ scenario: 'nan', steps: 800 }));
  const reader = readerOf(job);
  const first = await reader.read();
  expect(first.sight.nanMentions).toBeGreaterThan(0);
  expect((await reader.read()).sight).toEqual(first.sight);
});

it.each(['log', 'loss'])('goes on where it was when the %s cannot be read for a while', async (part) => {
  const run = syntheticRun({ steps: 120, totalSteps: 200 });
  const growing = toolkit.addJob({ name: 'fox_lora' });
  toolkit.willPlay(growing, run, 7);
  begin(growing);
  const reader = readerOf(growing);
  for (let poll = 0; poll < 9; poll += 1) {
    toolkit.instead = ({ path }) =>
      path[2] === part && poll > 1 && poll < 8 ? { status: 500, body: {} } : undefined;
    const { missing, sight } = await reader.read();
    expect(missing.map((one) => one.part)).toEqual(poll > 1 && poll < 8 ? [part] : []);
    expect(sight.step).toBe(growing.step);
    toolkit.tick();
  }
  toolkit.instead = undefined;
  const whole = toolkit.addJob({ name: 'fox_lora', gpu_ids: '1' });
  toolkit.play(whole, run);
  expect((await reader.read()).evidence).toEqual((await readerOf(whole).read()).evidence);
});
