import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serviceEntry } from '../docker/compose-project.ts';
import { fakeNvidiaSmi, type FakeNvidiaSmi } from '../docker/fake-nvidia-smi.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { EventReader } from './event-reader.ts';
import { startOperations, TOKEN, type Operations } from './operations.ts';

const TOTAL_MIB = 24_000;
const NEEDED_MIB = 20_000;
const using = (mib: number) => `0, GPU-11, NVIDIA RTX 4090, 37, ${mib}, ${TOTAL_MIB}, 61, 310.55`;
const BUSY = using(21_000);
const FREE = using(500);

const services = ['model', 'other-model', 'web'];
const entriesOf = (names: readonly string[], commands: Readonly<Record<string, string>> = {}) =>
  names.map((name) => serviceEntry(name, BUSYBOX_IMAGE, commands[name] ?? 'true')).join('');

let ops: Operations;
let smi: FakeNvidiaSmi;

beforeAll(async () => {
  smi = await fakeNvidiaSmi(BUSY);
  ops = await startOperations([], {
    entries: entriesOf(services),
    workerEnv: { PATH: `${smi.folder}:${process.env['PATH']}`, WORKER_STEADY_SEC: '1' },
    nodeFields: () => ({
      local: { gpu: { nvidia_smi: true }, vram_mib: { model: NEEDED_MIB, 'other-model': NEEDED_MIB } },
    }),
    recorded: true,
  });
  await ops.project.compose('stop', '-t', '2', 'other-model');
}, 90_000);
afterAll(() => ops?.close(), 60_000);
beforeEach(async () => {
  await smi.says(BUSY);
  ops.recorded?.forget();
});

const act = (service: string, action: string, wish: object, headers: Record<string, string> = {}) =>
  ops.call('POST', `/services/${service}/${action}`, { body: wish, headers });
const changed = () =>
  (ops.recorded?.changes ?? []).map(({ path }) => /\/containers\/\w+\/(\w+)/.exec(path)?.[1]);
/** Of those, what is done to containers. */
const acts = () =>
  (ops.recorded?.changes ?? []).flatMap(({ path }) => {
    const [, act] = /\/containers\/(?:\w+\/)?(create|start|stop|restart)\b/.exec(path) ?? [];
    return act === undefined ? [] : [act];
  });
const stepsOf = (job: unknown) => {
  const headers = { authorization: `Bearer ${TOKEN}`, accept: 'text/event-stream' };
  return new EventReader(`${ops.url}/jobs/${String(job)}/events`, headers);
};
const NO_ROOM = new RegExp(`other-model needs ${NEEDED_MIB} MiB of GPU memory, 3000 MiB are free`);

describe('a restart of a service that holds GPU memory', () => {
  it('stops it, waits until the memory is free, and then starts it', async () => {
    const { body } = await act('model', 'restart', { confirm: true }, { prefer: 'respond-async' });
    const events = stepsOf(body['job']);
    await events.until(({ data }) => String(data['step']).startsWith('wait for the GPU memory'));
    expect(changed()).toEqual(['stop']);
    await smi.says(FREE);
    const ended = (await events.until(({ event }) => event === 'outcome')).at(-1);
    expect(ended?.data).toMatchObject({ result: 'ok', value: { steps: [{ memory_released: true }] } });
    expect(changed()).toEqual(['stop', 'start']);
  });

  it('starts it at once when the job is cancelled while it waits', async () => {
    const { body } = await act('model', 'restart', { confirm: true }, { prefer: 'respond-async' });
    const events = stepsOf(body['job']);
    await events.until(({ data }) => String(data['step']).startsWith('wait for the GPU memory'));
    await ops.call('POST', `/jobs/${String(body['job'])}/cancel`, { body: {} });
    const ended = (await events.until(({ event }) => event === 'outcome')).at(-1);
    expect(ended?.data).toMatchObject({ value: { steps: [{ state: 'running', memory_released: false }] } });
    expect(changed()).toEqual(['stop', 'start']);
  });

  it('is the business of such a service alone: any other is restarted by the engine', async () => {
    expect((await act('web', 'restart', { confirm: true })).status).toBe(200);
    expect(changed()).toEqual(['restart']);
  });
});

describe('a recreation of a service that holds GPU memory', () => {
  const NEXT = 'switchyard/busybox:2';
  const model = async () => {
    const { body } = await ops.call('GET', '/services/model');
    return (body as { containers?: { id: string; image: string; state: string }[] }).containers?.[0];
  };
  const waiting = async (events: EventReader) => {
    await events.until(({ data }) => String(data['step']).startsWith('wait for the GPU memory of model'));
    expect(acts()).toEqual(['stop']);
  };
  const asked = async (path: string, body: object) => {
    const answer = await ops.call('POST', path, { body, headers: { prefer: 'respond-async' } });
    return { job: String(answer.body['job']), events: stepsOf(answer.body['job']) };
  };
  const endOf = async (events: EventReader) =>
    (await events.until(({ event }) => event === 'outcome')).at(-1)?.data;

  beforeAll(async () => {
    const docker = (...args: string[]) =>
      promisify(execFile)('docker', ['--host', `unix://${ops.engine.socket}`, ...args]);
    const { stdout } = await docker('create', '--label', 'next=1', BUSYBOX_IMAGE, 'true');
    await docker('commit', stdout.trim(), NEXT);
    await docker('rm', stdout.trim());
  }, 60_000);

  it('by up stops it, waits until the memory is free, and only then lets Compose make the new one', async () => {
    await ops.project.write(entriesOf(services, { model: 'echo changed' }));
    const before = await model();
    const { events } = await asked('/services/model/up', { confirm: true });
    await waiting(events);
    await smi.says(FREE);
    expect(await endOf(events)).toMatchObject({ result: 'ok', value: { memory_released: true } });
    expect(acts()).toContain('create');
    const after = await model();
    expect([after?.state, after?.id === before?.id]).toEqual(['running', false]);
  }, 60_000);

  it('by a deployment does the same', async () => {
    const { events } = await asked('/deployments', {
      images: { model: NEXT },
      pull: 'missing',
      confirm: true,
    });
    await waiting(events);
    await smi.says(FREE);
    expect(await endOf(events)).toMatchObject({ result: 'ok' });
    expect(await model()).toMatchObject({ state: 'running', image: NEXT });
  }, 60_000);

  it('by a deployment that is cancelled meanwhile leaves what ran before running', async () => {
    const before = await model();
    const { job, events } = await asked('/deployments', {
      images: { model: BUSYBOX_IMAGE },
      pull: 'missing',
      confirm: true,
    });
    await waiting(events);
    await ops.call('POST', `/jobs/${job}/cancel`, { body: {} });
    expect(await endOf(events)).not.toMatchObject({ result: 'ok' });
    expect(await model()).toMatchObject({ id: before?.id, state: 'running', image: NEXT });
    expect(acts()).not.toContain('create');
  }, 60_000);

  it('by up that is cancelled meanwhile is carried out all the same: the service must not be left down', async () => {
    await ops.project.write(entriesOf(services, { model: 'echo changed again' }));
    const { job, events } = await asked('/services/model/up', { confirm: true });
    await waiting(events);
    await ops.call('POST', `/jobs/${job}/cancel`, { body: {} });
    expect(await endOf(events)).toMatchObject({ value: { memory_released: false } });
    expect((await model())?.state).toBe('running');
  }, 60_000);
});

describe('a service whose GPU memory is not free', () => {
  it.each(['start', 'up'])(
    'is not brought up by %s: the plan warns of it, and nothing is touched',
    async (action) => {
      const { body } = await act('other-model', action, { dry_run: true });
      const { plan } = body as { plan: { warnings: string[] } };
      expect(plan.warnings.join()).toMatch(NO_ROOM);
      expect(plan.warnings.join()).toContain('running now: model');
      const refused = await act('other-model', action, { confirm: true });
      expect([refused.status, refused.body['code']]).toEqual([409, 'not_enough_gpu_memory']);
      expect(refused.body['detail']).toMatch(NO_ROOM);
      expect(changed()).toEqual([]);
    },
    30_000,
  );

  it('is not deployed where it had no container', async () => {
    await ops.project.compose('rm', '-f', 'other-model');
    ops.recorded?.forget();
    const images = { 'other-model': BUSYBOX_IMAGE };
    const wish = { images, pull: 'missing' };
    const dry = await ops.call('POST', '/deployments', { body: { ...wish, dry_run: true } });
    expect((dry.body as { plan: { warnings: string[] } }).plan.warnings.join()).toMatch(NO_ROOM);
    const refused = await ops.call('POST', '/deployments', { body: { ...wish, confirm: true } });
    expect([refused.status, refused.body['code']]).toEqual([409, 'not_enough_gpu_memory']);
    expect(ops.recorded?.changes).toEqual([]);
  }, 30_000);

  it('is brought up once the memory is free, and where nobody can tell', async () => {
    await smi.says(FREE);
    expect((await act('other-model', 'up', { confirm: true })).status).toBe(200);
    await ops.project.compose('stop', '-t', '2', 'other-model');
    await smi.says('what nobody understands');
    const { body } = await act('other-model', 'start', { dry_run: true });
    expect((body as { plan: { warnings: string[] } }).plan.warnings.join()).toContain('could not be read');
    expect((await act('other-model', 'start', { confirm: true })).status).toBe(200);
  }, 30_000);
});

describe('a node whose GPU driver is lost', () => {
  beforeAll(() => ops.project.compose('stop', '-t', '2', 'other-model', 'web'));
  beforeEach(() => smi.says('', 9));

  const refused = async (path: string, wish: object) => {
    for (const how of [{ dry_run: true }, { confirm: true }]) {
      const { status, body } = await ops.call('POST', path, { body: { ...wish, ...how } });
      expect([status, body['code']]).toEqual([409, 'node_gpu_lost']);
      expect(body['detail']).toMatch(
        /^other-model asks for a GPU, and the node "local" has lost its: .*\(9\); the driver is lost; mend/,
      );
    }
  };

  it('brings up nothing that asks for a GPU, and nothing is touched', async () => {
    await refused('/services/other-model/start', {});
    await refused('/services/other-model/up', {});
    await refused('/deployments', { images: { 'other-model': BUSYBOX_IMAGE }, pull: 'missing' });
    expect(ops.recorded?.changes).toEqual([]);
  }, 60_000);

  it('still brings up what asks for none, and stops what holds its memory', async () => {
    expect((await act('web', 'start', { confirm: true })).status).toBe(200);
    expect((await act('model', 'stop', { confirm: true })).status).toBe(200);
  }, 30_000);
});
