import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { auditTrail } from '@app/audit';
import { eventually } from '../redis/job-bench.js';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';

/** Takes its time to stop, so that Redis is away before a restart of it has ended. */
const SLOW = serviceEntry('slow', BUSYBOX_IMAGE, "trap 'sleep 3; exit 0' TERM");
let ops: Operations;
let worker: ChildProcess;

async function startWorker(): Promise<void> {
  const env = { PATH: process.env['PATH'], ...ops.workerEnv, LOG_LEVEL: 'info', WORKER_LOST_AFTER_SEC: '1' };
  worker = spawn(process.execPath, ['dist/apps/worker/src/main.js'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    worker.stdout?.on('data', (part: Buffer) => part.includes('"listening"') && resolve());
    worker.once('exit', (code) => reject(new Error(`the worker exited with ${code}`)));
  });
}

async function killWorker(): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

beforeAll(async () => {
  ops = await startOperations([], { apart: true, entries: SLOW, recorded: true });
  await startWorker();
}, 90_000);
afterAll(async () => {
  await killWorker();
  await ops?.close();
}, 60_000);

it('the end of a job survives that Redis is away and the worker is killed before it is back', async () => {
  const acting = ops.recorded?.called(({ path }) => path.includes('/restart'));
  const { body } = await ops.call('POST', '/services/slow/restart', {
    body: { confirm: true },
    headers: { prefer: 'respond-async' },
  });
  const job = String(body['job']);
  await acting;
  await ops.redis.kill();
  const journal = join(String(ops.workerEnv['DATA_DIR']), 'worker', 'outcomes', 'journal.jsonl');
  await eventually(
    () => readFile(journal, 'utf8'),
    (text) => text.includes(`"job":"${job}","ended"`),
  );
  await killWorker();
  await ops.redis.revive();
  await startWorker();
  await ops.audited(({ metadata }) => metadata['intent'] === job);
  // What the worker told, and not a verdict on what it left behind.
  expect((await auditTrail(ops.auditFolder, job)).slice(1)).toMatchObject([
    { result: 'ok', metadata: { result: 'ok', value: expect.anything() as object } },
  ]);
}, 90_000);
