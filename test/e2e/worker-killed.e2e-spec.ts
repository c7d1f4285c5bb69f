import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { startOperations, type Operations } from './operations.ts';

const KILLS = 20;
/** Longer than a restart takes from the request to its end. */
const LATEST_KILL_MS = 700;
const SERVICES = Array.from({ length: KILLS }, (_, n) => `service-${n}`);
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
  ops = await startOperations(SERVICES, { apart: true });
  await startWorker();
}, 90_000);
afterAll(async () => {
  await killWorker();
  await ops?.close();
}, 60_000);

it(`of ${KILLS} restarts whose worker was killed, each has one verdict, and it is what the engine shows`, async () => {
  const jobs: { service: string; job: unknown; before: string | undefined }[] = [];
  for (const service of SERVICES) {
    const before = await startedAt(service);
    const { status, body } = await ops.call('POST', `/services/${service}/restart`, {
      body: { confirm: true },
      headers: { prefer: 'respond-async' },
    });
    expect(status).toBe(202);
    jobs.push({ service, job: body['job'], before });
    await pause(Math.random() * LATEST_KILL_MS);
    await killWorker();
    await startWorker();
  }
  for (const { service, job, before } of jobs) {
    const outcome = await ops.audited(({ metadata }) => metadata['intent'] === job);
    const happened = outcome.result === 'ok' || outcome.metadata['verdict'] === 'happened';
    const { result, metadata } = outcome;
    const restarted = (await startedAt(service)) !== before;
    const seen = JSON.stringify({ service, result, metadata, before });
    expect([seen, happened]).toEqual([seen, restarted]);
  }
  const events = (await ops.audit()).filter(({ action }) => action === 'restart');
  const intents = events.filter(({ result }) => result === 'intent');
  expect(intents).toHaveLength(KILLS);
  for (const { event_id } of intents) {
    expect(events.filter(({ metadata }) => metadata['intent'] === event_id)).toHaveLength(1);
  }
}, 240_000);

interface Shown {
  readonly containers: readonly { readonly started_at: string }[];
}

async function startedAt(service: string): Promise<string | undefined> {
  const { status, body } = await ops.call('GET', `/services/${service}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return (body as unknown as Shown).containers[0]?.started_at;
}
