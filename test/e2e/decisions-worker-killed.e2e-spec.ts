import { serviceEntry } from '../docker/compose-project.ts';
import { fakeNvidiaSmi, type FakeNvidiaSmi } from '../docker/fake-nvidia-smi.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { CommandRun, type CommandEnd } from './command-run.ts';
import { EventReader } from './event-reader.ts';
import { MortalWorker } from './mortal-worker.ts';
import { startOperations, TOKEN, type Operations } from './operations.ts';

const using = (mib: number) => `0, GPU-11, NVIDIA RTX 4090, 37, ${mib}, 24000, 61, 310.55`;
const BUSY = using(21_000);
const FREE = using(500);

let ops: Operations;
let smi: FakeNvidiaSmi;
let worker: MortalWorker;

beforeAll(async () => {
  smi = await fakeNvidiaSmi(BUSY);
  ops = await startOperations([], {
    apart: true,
    entries: serviceEntry('model', BUSYBOX_IMAGE, 'true'),
    workerEnv: { PATH: `${smi.folder}:${process.env['PATH']}` },
    nodeFields: () => ({ local: { gpu: { nvidia_smi: true }, vram_mib: { model: 20_000 } } }),
  });
  worker = new MortalWorker(ops.workerEnv);
  await worker.start();
}, 120_000);
afterAll(async () => {
  await worker?.kill();
  await ops?.close();
}, 60_000);
beforeEach(() => smi.says(BUSY));

const run = (command: string, more: Readonly<Record<string, string>> = {}): Promise<CommandEnd> =>
  new CommandRun('make', [`ops-${command}`], { OPS_URL: ops.url, OPS_KEY: TOKEN, ...more }).end;
const stateOfModel = async () => (await ops.call('GET', '/services/model')).body['state'];

/** A restart whose worker is killed between its two halves; returns its job once the verdict is there. */
async function halfARestart(): Promise<string> {
  const body = { confirm: true };
  const answer = await ops.call('POST', '/services/model/restart', {
    body,
    headers: { prefer: 'respond-async' },
  });
  const job = String(answer.body['job']);
  const headers = { authorization: `Bearer ${TOKEN}`, accept: 'text/event-stream' };
  const events = new EventReader(`${ops.url}/jobs/${job}/events`, headers);
  await events.until(({ data }) => String(data['step']).startsWith('wait for the GPU memory'));
  await worker.kill();
  await worker.start();
  const outcome = await ops.audited(({ metadata }) => metadata['intent'] === job);
  expect(outcome.metadata).toMatchObject({ verdict: 'partial', needs_decision: true });
  expect(await stateOfModel()).toBe('exited');
  return job;
}

it('a restart that was cut off in its middle is shown as one to decide about, and finished by make', async () => {
  const job = await halfARestart();
  const followed = await run('follow', { JOB: job });
  expect(followed.out).toContain(`make ops-decide JOB=${job} DECISION=finish`);
  expect((await run('decisions')).out).toMatch(new RegExp(`${job} +partial +restart +local +model`));
  await smi.says(FREE);
  const { code, out } = await run('decide', {
    JOB: job,
    DECISION: 'finish',
    REASON: 'the power was cut',
    YES: '1',
  });
  expect(out).toMatch(/model +restart[^]*outcome: ok/);
  expect(code).toBe(0);
  expect(await stateOfModel()).toBe('running');
  expect((await run('decisions')).out).toContain('Nothing needs a decision.');
  const intent = await ops.audited(({ metadata }) => metadata['finishes'] === job);
  expect(intent.metadata['reason']).toBe('the power was cut');
}, 120_000);
