import sharp from 'sharp';
import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import { ManualTimer } from '../../../../test/training/manual-timer.js';
import { openToolClient, type ToolClient } from '../../../../test/training/tool-client.js';
import { aiToolkit } from '../backend/index.js';
import { JobStarter, jobTools } from './index.js';

const FOLDER = '/toolkit/output/fox_lora/samples';
const nameOf = (step: number, index: number, ending = 'jpg') =>
  `1790000000000__${String(step).padStart(9, '0')}_${index}.${ending}`;

let toolkit: FakeAiToolkit;
let tools: ToolClient;
beforeEach(async () => {
  toolkit = await startFakeAiToolkit();
  const { backend, media } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  const timer = new ManualTimer(() => undefined);
  const configs = { read: () => Promise.reject(new Error('nobody asks for it')) };
  tools = await openToolClient(
    jobTools({ backend, media, timer, starter: new JobStarter({ backend, configs }) }),
  );
});
afterEach(async () => {
  await tools.close();
  await toolkit.close();
});

function jobWith(kept: object): string {
  return toolkit.addJob({ name: 'fox_lora', status: 'running', kept }).id;
}
const ask = (id: string, given: object) => tools.call('get-training-status', { job_id: id, ...given });
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c63' } })
    .jpeg()
    .toBuffer();

const losses = (count: number) => ({
  losses: {
    'loss/loss': Array.from({ length: count }, (_, step) => ({
      step,
      wall_time: 1_790_000_000 + step,
      value: step === 10 ? null : 1 / (step + 1),
    })),
  },
});

it('a status is only that, unless more is asked for', async () => {
  const status = await ask(jobWith(losses(5)), {});
  for (const name of ['loss', 'loss_point_count', 'samples', 'sample_images'])
    expect(status).not.toHaveProperty(name);
});

it('a short loss is whole', async () => {
  const { loss, ...rest } = await ask(jobWith(losses(12)), { loss_points: 500 });
  expect(rest).toMatchObject({ loss_point_count: 12, loss_null_count: 1 });
  expect((loss as object[]).length).toBe(12);
  expect((loss as object[])[10]).toEqual({ step: 10, value: null });
});

it('a long loss is thinned evenly, with its first and its last point', async () => {
  const { loss, loss_point_count: count } = await ask(jobWith(losses(1_001)), { loss_points: 101 });
  const steps = (loss as { step: number }[]).map(({ step }) => step);
  expect(count).toBe(1_001);
  expect(steps).toEqual(Array.from({ length: 101 }, (_, nth) => nth * 10));
  const { loss: one } = await ask(jobWith(losses(30)), { loss_points: 1 });
  expect((one as { step: number }[]).map(({ step }) => step)).toEqual([29]);
});

it('a learning rate is told in as many points as are wanted, and is empty where none is kept', async () => {
  const rates = [0, 1, 2, 3, 4].map((step) => ({
    step,
    wall_time: 1_790_000_000 + step,
    value: 1e-4 / (step + 1),
  }));
  const id = jobWith({ losses: { ...losses(5).losses, learning_rate: rates } });
  const told = await ask(id, { learning_rate_points: 3 });
  expect(told['learning_rate']).toEqual([0, 2, 4].map((step) => ({ step, value: 1e-4 / (step + 1) })));
  expect(told).not.toHaveProperty('loss');
  expect(await ask(jobWith(losses(5)), { learning_rate_points: 3 })).toMatchObject({ learning_rate: [] });
});

it('a list has the loss of its twenty newest jobs when it is asked for, and else of none', async () => {
  for (let nth = 0; nth < 22; nth += 1) jobWith(losses(9));
  const list = async (given: object) => (await tools.call('list-training-jobs', given))['jobs'] as object[];
  const jobs = await list({ loss_points: 2 });
  expect(jobs[0]).toMatchObject({ loss: [{ step: 0 }, { step: 8 }] });
  expect(jobs.map((job) => 'loss' in job)).toEqual([...Array<boolean>(20).fill(true), false, false]);
  expect((await list({})).some((job) => 'loss' in job)).toBe(false);
});

it('samples have their step and prompt, on whatever system they lie', async () => {
  const samples = [`${FOLDER}/${nameOf(0, 0)}`, `C:\\out\\samples\\${nameOf(250, 11)}`, `${FOLDER}/grid.png`];
  expect(await ask(jobWith({ samples }), { include_samples: true })).toMatchObject({
    samples: [
      { name: nameOf(0, 0), step: 0, index: 0 },
      { name: nameOf(250, 11), step: 250, index: 11 },
      { name: 'grid.png', step: null, index: null },
    ],
  });
});

it('a picture of a sample is small, and a film or a broken file has none', async () => {
  const [large, film, broken] = [nameOf(250, 0), nameOf(250, 1, 'mp4'), nameOf(250, 2)];
  toolkit.outputs.set(`${FOLDER}/${large}`, await picture(1_024, 768));
  toolkit.outputs.set(`${FOLDER}/${broken}`, (await picture(640, 640)).subarray(0, 1_000));
  const samples = [large, film, broken].map((name) => `${FOLDER}/${name}`);
  const answer = await ask(jobWith({ samples }), { sample_images: [large, film, broken] });
  const images = answer['sample_images'] as { name: string; data: string | null }[];
  expect(images.map(({ name }) => name)).toEqual([large, film, broken]);
  const made = await sharp(Buffer.from(images[0]?.data ?? '', 'base64')).metadata();
  expect(made).toMatchObject({ format: 'webp', width: 384, height: 288 });
  expect(images.slice(1).map(({ data }) => data)).toEqual([null, null]);
});

it('what is called a picture and is something else is not decoded', async () => {
  const name = nameOf(0, 0, 'png');
  toolkit.outputs.set(
    `${FOLDER}/${name}`,
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  );
  const answer = await ask(jobWith({ samples: [`${FOLDER}/${name}`] }), { sample_images: [name] });
  expect(answer['sample_images']).toEqual([{ name, mime_type: 'image/webp', data: null }]);
});

it('only samples of the job are read, whatever name is given', async () => {
  toolkit.outputs.set('/toolkit/output/secret.jpg', await picture(8, 8));
  const id = jobWith({ samples: [`${FOLDER}/${nameOf(0, 0)}`] });
  for (const name of ['../../secret.jpg', '/toolkit/output/secret.jpg', 'secret.jpg'])
    await expect(ask(id, { sample_images: [name] })).rejects.toThrow('sample_not_found: sample_images');
  expect(toolkit.requests.filter(({ url }) => url.includes('secret'))).toEqual([]);
});
