import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import { syntheticRun } from '../../../../test/training/synthetic-log.js';
import { aiToolkit } from './index.js';

let toolkit: FakeAiToolkit;
beforeEach(async () => {
  toolkit = await startFakeAiToolkit();
});
afterEach(() => toolkit.close());

const backend = (token?: string, timeoutMs = 2_000) =>
  aiToolkit({ url: toolkit.url, token, timeoutMs }).backend;
const noSuchJob = { code: 'job_not_found', param: 'job_id' };

describe('the token', () => {
  it('is sent, so that a backend that wants one lists its jobs', async () => {
    toolkit.token = 'a-secret';
    toolkit.addJob({ name: 'fox' });
    await backend('a-secret').probe();
    await expect(backend('a-secret').jobs()).resolves.toMatchObject([{ name: 'fox' }]);
  });

  it.each([undefined, 'wrong-one'])('is named when it is missing or refused: %s', async (token) => {
    toolkit.token = 'a-secret';
    const jobs = backend(token).jobs();
    await expect(jobs).rejects.toMatchObject({ code: 'backend_unauthorized' });
    await expect(jobs).rejects.toThrow('AI_TOOLKIT_AUTH_TOKEN');
    await expect(jobs).rejects.not.toThrow('wrong-one');
  });
});

describe('a job', () => {
  it('is told apart from one that is not there, whatever route is asked', async () => {
    const asked = backend();
    await expect(asked.job('7f3a')).rejects.toMatchObject(noSuchJob);
    await expect(asked.log('7f3a')).rejects.toMatchObject(noSuchJob);
    await expect(asked.loss('7f3a')).rejects.toMatchObject(noSuchJob);
    await expect(asked.files('7f3a')).rejects.toMatchObject(noSuchJob);
    await expect(asked.start({ id: '7f3a', gpuIds: '0' })).rejects.toMatchObject(noSuchJob);
    await expect(asked.stop({ id: '7f3a', status: 'queued' })).rejects.toMatchObject(noSuchJob);
  });

  it.each(['..', '.', '', 'a/b', '../settings', 'a%2Fb', '%2e%2e'])(
    'is not asked for by the path %j',
    async (id) => {
      await expect(backend().log(id)).rejects.toMatchObject(noSuchJob);
      await expect(backend().job(id)).rejects.toMatchObject(noSuchJob);
      expect(toolkit.requests).toEqual([]);
    },
  );

  it('has its configuration, even when that was encoded twice', async () => {
    const { id } = toolkit.addJob({
      name: 'fox',
      step: 12,
      total_steps: 100,
      gpu_ids: '0,1',
      info: 'Training',
    });
    const job = toolkit.named('fox');
    const once = await backend().job(id);
    job.job_config = JSON.stringify(job.job_config);
    await expect(backend().job(id)).resolves.toEqual(once);
    expect(once).toMatchObject({
      step: 12,
      totalSteps: 100,
      gpuIds: '0,1',
      config: { config: { name: 'fox' } },
    });
  });

  it.each(['not json', '[]', '"text"', 'null'])(
    'is shown without a configuration when that is %s',
    async (given) => {
      const job = toolkit.addJob();
      job.job_config = given;
      await expect(backend().job(job.id)).resolves.toMatchObject({ id: job.id, config: undefined });
    },
  );

  it('is read from a backend without the newer fields', async () => {
    toolkit.isOlder = true;
    const { id } = toolkit.addJob({ status: 'running', step: 3, total_steps: 9 });
    await expect(backend().job(id)).resolves.toMatchObject({
      status: 'running',
      step: 3,
      totalSteps: undefined,
    });
    await expect(backend().loss(id)).resolves.toEqual([]);
  });

  it('is stopping while it runs and was told to stop', async () => {
    const { id } = toolkit.addJob({ status: 'running', stop: true });
    await expect(backend().job(id)).resolves.toMatchObject({ status: 'stopping' });
  });

  it('comes in a list with the newest first, without those that write captions', async () => {
    for (const name of ['first', 'second']) toolkit.addJob({ name });
    toolkit.addJob({ name: 'captions', job_type: 'caption' });
    expect((await backend().jobs()).map(({ name }) => name)).toEqual(['second', 'first']);
  });
});

describe('saving', () => {
  const config = { job: 'extension', config: { name: 'fox', process: [] } };

  it('creates a job, and changes it under its id', async () => {
    const made = await backend().createJob({ name: 'fox', gpuIds: '0', config });
    expect(made).toMatchObject({ name: 'fox', gpuIds: '0', status: 'stopped', config });
    const changed = { ...config, meta: {} };
    await backend().updateJob(made.id, { name: 'fox', gpuIds: '0,1', config: changed });
    await expect(backend().jobs()).resolves.toMatchObject([{ id: made.id, gpuIds: '0,1', config: changed }]);
  });

  it('says that the name is taken, and that there is nothing to change', async () => {
    toolkit.addJob({ name: 'fox' });
    const job = { name: 'fox', gpuIds: '0', config };
    await expect(backend().createJob(job)).rejects.toMatchObject({ code: 'job_name_taken' });
    await expect(backend().updateJob('7f3a', job)).rejects.toMatchObject(noSuchJob);
  });

  it.each(['', '0/../1', '..', '0,,1', 'all'])('refuses the GPUs %j', async (gpuIds) => {
    const job = toolkit.addJob();
    const wrong = { code: 'invalid_argument', param: 'gpu_ids' };
    await expect(backend().createJob({ name: 'a', gpuIds, config })).rejects.toMatchObject(wrong);
    await expect(backend().start({ id: job.id, gpuIds })).rejects.toMatchObject(wrong);
    expect(job.status).toBe('stopped');
  });
});

describe('starting and stopping', () => {
  it('starts the queue of the GPUs that the job has', async () => {
    const job = toolkit.addJob({ gpu_ids: '0,1' });
    await backend().start({ id: job.id, gpuIds: '0,1' });
    expect(job.status).toBe('queued');
    toolkit.tick();
    await expect(backend().job(job.id)).resolves.toMatchObject({
      status: 'running',
      info: 'Starting job...',
    });
  });

  it('takes a waiting job out of the queue, so that it is not run after all', async () => {
    const [first, second] = [toolkit.addJob({ name: 'first' }), toolkit.addJob({ name: 'second' })];
    for (const { id } of [first, second]) await backend().start({ id, gpuIds: '0' });
    toolkit.tick();
    await backend().stop({ id: second.id, status: 'queued' });
    first.status = 'completed';
    toolkit.tick(3);
    expect(second).toMatchObject({ status: 'stopped', pid: null, kept: { log: undefined } });
  });

  it('ends the process of a job that has left the queue since it was looked at', async () => {
    const job = toolkit.addJob();
    await backend().start({ id: job.id, gpuIds: '0' });
    toolkit.tick();
    await backend().stop({ id: job.id, status: 'queued' });
    toolkit.tick();
    expect(job).toMatchObject({ status: 'stopped', pid: null });
    await expect(backend().log(job.id)).resolves.toMatchObject({
      text: expect.stringContaining('Job stopped'),
    });
  });
});

describe('the log', () => {
  it('is read on from where it was read to', async () => {
    const { id, kept } = toolkit.addJob();
    kept.log = 'eins, zwölf\n';
    const first = await backend().log(id);
    expect(first).toEqual({ text: 'eins, zwölf\n', offset: 13, reset: true });
    kept.log += 'three\n';
    await expect(backend().log(id, first.offset)).resolves.toEqual({
      text: 'three\n',
      offset: 19,
      reset: false,
    });
    await expect(backend().log(id, 19)).resolves.toEqual({ text: '', offset: 19, reset: false });
  });

  it('begins anew when the job does', async () => {
    const { id, kept } = toolkit.addJob();
    kept.log = 'new\n';
    await expect(backend().log(id, 500)).resolves.toEqual({ text: 'new\n', offset: 4, reset: true });
  });

  it('is empty before there is one, and whole each time from a backend that knows no offsets', async () => {
    const { id, kept } = toolkit.addJob();
    await expect(backend().log(id, 5)).resolves.toEqual({ text: '', offset: 0, reset: true });
    [toolkit.isOlder, kept.log] = [true, 'all\n'];
    await expect(backend().log(id, 2)).resolves.toEqual({ text: 'all\n', offset: 4, reset: true });
  });

  it('is read from its end when more was written meanwhile than fits', async () => {
    const { id, kept } = toolkit.addJob();
    kept.log = `${'a line of the log\n'.repeat(800_000)}end`;
    const part = await backend(undefined, 20_000).log(id, 0);
    expect(part).toMatchObject({ offset: Buffer.byteLength(kept.log), reset: true });
    expect(part.text).toHaveLength(5_000_000);
    expect(part.text.endsWith('end')).toBe(true);
  });

  it('is asked for as a whole four times at once at most, however many ask', async () => {
    const { id } = toolkit.addJob({ kept: { log: 'a log' } });
    const asked = backend();
    const { promise: opened, resolve: open } = Promise.withResolvers<undefined>();
    toolkit.instead = ({ path }) => (path.includes('log') ? opened : undefined);
    const waiting = () => toolkit.requests.filter(({ url }) => url.endsWith('/log')).length;
    const logs = Array.from({ length: 12 }, () => asked.log(id));
    while (waiting() < 4) await asked.job(id);
    for (let later = 0; later < 5; later += 1) await asked.job(id);
    expect(waiting()).toBe(4);
    open(undefined);
    await expect(Promise.all(logs)).resolves.toHaveLength(12);
  });

  it('is no log when the backend could not read it', async () => {
    const { id } = toolkit.addJob();
    toolkit.instead = () => ({
      status: 200,
      body: { log: 'Error reading log file', offset: 0, reset: true },
    });
    await expect(backend().log(id)).rejects.toMatchObject({ code: 'backend_malformed' });
  });
});

describe('the loss', () => {
  it('is the loss of the training, under the name that trainers give it', async () => {
    const job = toolkit.addJob();
    toolkit.play(job, syntheticRun({ totalSteps: 40 }));
    const points = await backend().loss(job.id);
    expect(points).toHaveLength(40);
    expect(points.at(-1)).toEqual({ step: 39, wallTime: expect.any(Number), value: expect.any(Number) });
    expect(await backend().loss(job.id, { sinceStep: 29, limit: 3 })).toEqual(points.slice(30, 33));
  });

  it('is read to its end when the run is longer than one answer', async () => {
    const job = toolkit.addJob();
    toolkit.play(job, syntheticRun({ totalSteps: 45_000, saveEvery: 0 }));
    const points = await backend(undefined, 20_000).loss(job.id);
    expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 45_000 }, (_, step) => step));
  });

  it.each([
    ['the only other loss', ['learning_rate', 'loss/flow', 'val/loss'], 1],
    ['none of two others', ['loss/flow', 'loss/prior'], 0],
    ['no validation', ['learning_rate', 'val/loss'], 0],
  ])('is %s', async (_name, keys, length) => {
    const job = toolkit.addJob();
    const point = { step: 0, wall_time: 1, value: null };
    job.kept.losses = Object.fromEntries(keys.map((key) => [key, [point]]));
    const expected = Array.from({ length }, () => ({ step: 0, wallTime: 1, value: null }));
    await expect(backend().loss(job.id)).resolves.toEqual(expected);
  });
});

it('leaves out the points of the loss that nobody understands, and no others', async () => {
  const { id } = toolkit.addJob();
  const point = (step: unknown, value: unknown) => ({ step, wall_time: 1, value });
  const points = [
    point(0, 0.5),
    point('one', 0.4),
    point(2, 'NaN'),
    point(3, { odd: true }),
    null,
    point(5, -0.25),
    { step: 6, value: 0.1 },
    point(7, null),
  ];
  toolkit.instead = () => ({ status: 200, body: { keys: ['loss/loss'], points } });
  const understood = (await backend().loss(id)).map(({ step, value }) => [step, value]);
  expect(understood).toEqual([
    [0, 0.5],
    [2, null],
    [5, -0.25],
    [7, null],
  ]);
});

describe('the machine', () => {
  it('shows its figures, and those that are missing as missing', async () => {
    await expect(backend().gpus()).resolves.toEqual([
      {
        name: 'NVIDIA GeForce RTX 4090',
        utilizationPct: 97,
        memoryUsedMb: 20_000,
        memoryTotalMb: 24_564,
        temperatureC: 61,
      },
    ]);
    await expect(backend().cpu()).resolves.toEqual({
      loadPct: 12.5,
      totalMemoryMb: 65_536,
      availableMemoryMb: 49_152,
    });
    [toolkit.gpus, toolkit.cpu] = [[{ name: 'Apple M4', utilization: { gpu: '-' } }], {}];
    await expect(backend().gpus()).resolves.toMatchObject([{ name: 'Apple M4', utilizationPct: undefined }]);
    await expect(backend().cpu()).resolves.toMatchObject({ loadPct: undefined });
  });

  it('shows its folders, and nothing of the token that is with them', async () => {
    const folders = await backend().folders();
    expect(folders).toEqual({ training: '/toolkit/output', datasets: '/toolkit/datasets' });
    toolkit.instead = () => ({ status: 200, body: { HF_TOKEN: toolkit.hfToken, TRAINING_FOLDER: 3 } });
    const wrong: unknown = await backend()
      .folders()
      .catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'backend_malformed' });
    expect(JSON.stringify([wrong, String(wrong), String((wrong as Error).cause)])).not.toContain(
      toolkit.hfToken,
    );
  });

  it('lists the files and the samples of a job', async () => {
    const files = [{ path: '/toolkit/output/fox/fox.safetensors', size: 12 }];
    const samples = ['/toolkit/output/fox/samples/1__000000250_0.jpg'];
    const { id } = toolkit.addJob({ kept: { files, samples } });
    await expect(backend().files(id)).resolves.toEqual(files);
    await expect(backend().samples(id)).resolves.toEqual(samples);
  });
});

describe('a backend in trouble', () => {
  it.each([
    [{ status: 500, body: { error: 'SQLITE_BUSY at /home/me/aitk_db.db' } }, 'backend_failed'],
    [{ status: 302, body: '', headers: { location: '/login' } }, 'backend_failed'],
    [{ status: 404, body: '<html>' }, 'backend_failed'],
    [{ status: 200, body: '<html>welcome</html>' }, 'backend_malformed'],
    [{ status: 200, body: { jobs: 'none' } }, 'backend_malformed'],
    [{ status: 200, body: 'x'.repeat(17 * 2 ** 20) }, 'backend_malformed'],
  ])('is not taken for one without jobs (case %#)', async (reply, code) => {
    toolkit.instead = () => reply;
    const jobs = backend(undefined, 10_000).jobs();
    await expect(jobs).rejects.toMatchObject({ code, upstream: 'the training backend' });
    await expect(jobs).rejects.not.toThrow('/home/me');
  });

  it('says that it is another program', async () => {
    toolkit.instead = () => ({ status: 200, body: { hello: 'world' } });
    await expect(backend().probe()).rejects.toMatchObject({ code: 'backend_malformed' });
  });

  it('says that it is silent', async () => {
    toolkit.instead = () => new Promise(() => undefined);
    await expect(backend(undefined, 40).jobs()).rejects.toMatchObject({ code: 'backend_timeout' });
  });

  it('says that it is away', async () => {
    const { url } = toolkit;
    const away = await startFakeAiToolkit();
    await away.close();
    const asked = aiToolkit({ url: `${away.url}/`, timeoutMs: 500 }).backend;
    await expect(asked.jobs()).rejects.toMatchObject({ code: 'backend_unreachable' });
    await expect(aiToolkit({ url: `${url}///`, timeoutMs: 500 }).backend.jobs()).resolves.toEqual([]);
  });

  it('is given up by a caller who goes away', async () => {
    const gone = new AbortController();
    toolkit.instead = () => {
      gone.abort(new Error('the caller has left'));
      return new Promise(() => undefined);
    };
    await expect(backend().jobs(gone.signal)).rejects.toThrow('the caller has left');
  });
});
