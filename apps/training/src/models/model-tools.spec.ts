import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectTools, type ToolClient } from '../../../../test/mcp/tool-client.js';
import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import { aiToolkit } from '../backend/index.js';
import { Root } from '../places/index.js';
import { modelTools } from './index.js';

const LIMIT = 100_000;
let folder: string;
let toolkit: FakeAiToolkit;
let client: ToolClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-models-'));
  toolkit = await startFakeAiToolkit();
  const { backend, media } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  const models = ['checkpoints', 'unet'].map((name) => new Root('the models', join(folder, name)));
  const places = { outputs: new Root('the outputs', join(folder, 'outputs')), models };
  const tools = modelTools({ places, backend, media, inlineLimit: LIMIT });
  client = await connectTools({ name: 'training', instructions: '', tools });
});
afterEach(async () => {
  await client.close();
  await toolkit.close();
  await rm(folder, { recursive: true });
});

async function put(path: string, content: string | Buffer, ageSeconds = 0): Promise<void> {
  const place = join(folder, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, content);
  const time = Date.parse('2026-11-20T12:00:00Z') / 1_000 - ageSeconds;
  await utimes(place, time, time);
}
const refusal = (text: string) => ({ isError: true, text: expect.stringContaining(text) });

describe('list-comfyui-models', () => {
  it('finds models by a part of their path, in any case', async () => {
    await put('checkpoints/SDXL/base.safetensors', 'x');
    await put('unet/flux.gguf', 'x');
    await put('unet/readme.md', 'x');
    const all = await client.call('list-comfyui-models', {});
    expect(all.value).toMatchObject({ count: 2, truncated: false });
    expect(all.text).toContain(join(folder, 'unet/flux.gguf'));
    const { value } = await client.call('list-comfyui-models', { query: 'sdxl' });
    expect(value).toMatchObject({
      models: [{ name: 'base.safetensors', relative_path: 'SDXL/base.safetensors' }],
    });
  });

  it('says that there are more than the limit, and takes a limit that is none as its own', async () => {
    for (const name of ['a', 'b', 'c']) await put(`unet/${name}.pt`, 'x');
    const { value } = await client.call('list-comfyui-models', { limit: 0 });
    expect(value).toMatchObject({ count: 1, truncated: true });
    const usual = await client.call('list-comfyui-models', { limit: 'many' });
    expect(usual.value).toMatchObject({ count: 3, truncated: false });
  });

  it('is an error, not an empty list, when no folder of models is there', async () => {
    expect(await client.call('list-comfyui-models', {})).toMatchObject(refusal('models_not_mounted'));
  });
});

describe('export-model', () => {
  const saved = (...names: string[]) =>
    names.map((name) => ({ path: `/toolkit/output/foxes/${name}`, size: 2_097_152 }));

  it('names the final model, not the last of the list', async () => {
    const files = saved('foxes.safetensors', 'foxes_000000250.safetensors', 'optimizer.pt');
    const { id } = toolkit.addJob({ name: 'foxes', status: 'completed', kept: { files } });
    const { value, text } = await client.call('export-model', { job_id: id });
    expect(value).toMatchObject({
      model_path: 'foxes/foxes.safetensors',
      size_mb: 2,
      is_final: true,
      step: null,
    });
    expect(text).toBe('The final model: foxes/foxes.safetensors, 2 MB');
  });

  it('says of which step a model of a job is that has not ended', async () => {
    const files = saved('foxes_000000250.safetensors', 'foxes_000000500.safetensors');
    const { id } = toolkit.addJob({ name: 'foxes', status: 'running', kept: { files } });
    const { value, text } = await client.call('export-model', { job_id: id });
    expect(value).toMatchObject({ step: 500, is_final: false, job_status: 'running' });
    expect(text).toContain('step 500 (the job is running)');
  });

  it('is an error for a format that is not there, and converts nothing', async () => {
    const { id } = toolkit.addJob({ name: 'foxes', kept: { files: saved('foxes.safetensors') } });
    expect(await client.call('export-model', { job_id: id, format: 'ckpt' })).toMatchObject(
      refusal('model_format_not_found: format:'),
    );
  });

  it('is an error for a job without a model, and for one that is not there', async () => {
    const { id } = toolkit.addJob({ name: 'foxes', kept: { files: saved('optimizer.pt') } });
    expect(await client.call('export-model', { job_id: id })).toMatchObject(refusal('model_not_found'));
    expect(await client.call('export-model', { job_id: 'none' })).toMatchObject(refusal('job_not_found'));
  });
});

describe('list-exported-models', () => {
  it('lists the newest first, at any depth, and no memory of an optimizer', async () => {
    await put('outputs/foxes/foxes_000000250.safetensors', 'xx', 60);
    await put('outputs/foxes/deep/er/old.ckpt', 'x', 120);
    await put('outputs/cats/cats.safetensors', 'x', 10);
    await put('outputs/cats/optimizer.pt', 'x', 0);
    const { value } = await client.call('list-exported-models', {});
    expect(value).toMatchObject({
      count: 3,
      source: 'outputs',
      models: [
        { path: 'cats/cats.safetensors', modified: '2026-11-20T11:59:50.000Z' },
        { path: 'foxes/foxes_000000250.safetensors', size_bytes: 2 },
        { path: 'foxes/deep/er/old.ckpt' },
      ],
    });
  });

  it('asks the backend when the outputs are not on this machine', async () => {
    const files = [{ path: '/toolkit/output/foxes/foxes.safetensors', size: 5 }];
    toolkit.addJob({ name: 'foxes', kept: { files } });
    const { value } = await client.call('list-exported-models', {});
    const model = { path: 'foxes/foxes.safetensors', size_bytes: 5, modified: null };
    expect(value).toMatchObject({ source: 'backend', models: [model] });
  });
});

describe('download-model', () => {
  const bytes = randomBytes(LIMIT);
  const about = {
    filename: 'foxes.safetensors',
    size: LIMIT,
    path: 'foxes/foxes.safetensors',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    metadata: { trigger: 'fx' },
    metadata_source: 'foxes.metadata.json',
    training_config: { job: 'extension' },
    problems: [],
  };
  const content = async (args: object) => {
    const { value } = await client.call('download-model', { model_path: about.path, ...args });
    return value as { content: string | null };
  };

  it('gives the whole file, its metadata and its config from a folder here', async () => {
    await put('outputs/foxes/foxes.safetensors', bytes);
    await put('outputs/foxes/foxes.metadata.json', '{"trigger":"fx"}');
    await put('outputs/foxes/config.yaml', 'job: extension');
    const { content: text, ...rest } = await content({});
    expect(rest).toMatchObject(about);
    expect(Buffer.from(text ?? '', 'base64').equals(bytes)).toBe(true);
  });

  it('gives the same through the backend', async () => {
    toolkit.outputs.set('/toolkit/output/foxes/foxes.safetensors', bytes);
    toolkit.outputs.set('/toolkit/output/foxes/foxes.metadata.json', Buffer.from('{"trigger":"fx"}'));
    toolkit.outputs.set('/toolkit/output/foxes/config.yaml', Buffer.from('job: extension'));
    const { content: text, ...rest } = await content({});
    expect(rest).toMatchObject(about);
    expect(Buffer.from(text ?? '', 'base64').equals(bytes)).toBe(true);
  });

  it.each(['here', 'the backend'])('refuses more than the limit with its size, from %s', async (where) => {
    const large = Buffer.alloc(1024 * 1024);
    if (where === 'here') await put('outputs/foxes/foxes.safetensors', large);
    else toolkit.outputs.set('/toolkit/output/foxes/foxes.safetensors', large);
    expect(await client.call('download-model', { model_path: about.path })).toMatchObject(
      refusal('model_too_large: model_path: the model has 1 MB'),
    );
    expect(await content({ include_content: false })).toMatchObject({
      content: null,
      size: 1024 * 1024,
      backend_path: `/api/files/${encodeURIComponent('/toolkit/output/foxes/foxes.safetensors')}`,
    });
  });

  it('reads no more than two models at once, the others in turn, and none for a caller who left', async () => {
    toolkit.outputs.set('/toolkit/output/a.pt', bytes);
    const two = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    let asked = 0;
    toolkit.instead = async ({ path }) => {
      if (path[0] !== 'files') return undefined;
      asked += 1;
      if (asked === 2) two.resolve();
      await go.promise;
      return undefined;
    };
    const left = new AbortController();
    const get = (signal?: AbortSignal) =>
      client.call('download-model', { model_path: 'a.pt', include_metadata: false }, signal);
    const first = Promise.all([get(), get()]);
    const gone = expect(get(left.signal)).rejects.toThrow();
    const last = get();
    await two.promise;
    left.abort();
    await gone;
    expect(asked).toBe(2);
    go.resolve();
    const whole = { isError: false, value: { size: bytes.length } };
    expect([...(await first), await last]).toMatchObject([whole, whole, whole]);
    expect(asked).toBe(3);
  });

  it('prefers the plain metadata, and says what it could not read', async () => {
    await put('outputs/a.pt', 'x');
    await put('outputs/a.json', '{"whole": tru');
    await put('outputs/a.metadata.json', '[1]');
    await put('outputs/config.yaml', 'a: [');
    const { value } = await client.call('download-model', { model_path: 'a.pt' });
    expect(value).toMatchObject({
      metadata: [1],
      training_config: null,
      problems: ['config.yaml cannot be parsed', 'a.json cannot be parsed'],
    });
    const bare = await client.call('download-model', { model_path: 'a.pt', include_metadata: false });
    expect(bare.value).toMatchObject({ metadata: null, problems: [], content: 'eA==' });
  });

  it('gives a model beside which a file leads out of the outputs, and nothing of that', async () => {
    await put('secret.yaml', 'a: secret');
    await put('outputs/a.pt', 'x');
    for (const name of ['config.yaml', 'a.json'])
      await symlink(join(folder, 'secret.yaml'), join(folder, 'outputs', name));
    const { value, text } = await client.call('download-model', { model_path: 'a.pt' });
    expect(value).toMatchObject({
      content: 'eA==',
      metadata: null,
      training_config: null,
      problems: ['config.yaml leads out of the outputs', 'a.json leads out of the outputs'],
    });
    expect(text).not.toContain('secret');
  });

  it.each(['../secret.pt', '/etc/secret.pt', 'link.pt', 'a/../../secret.pt'])(
    'gives nothing from outside the outputs: %j',
    async (path) => {
      await put('secret.pt', 'secret');
      await put('outputs/a.pt', 'x');
      await symlink(join(folder, 'secret.pt'), join(folder, 'outputs', 'link.pt'));
      const answer = await client.call('download-model', { model_path: path });
      expect(answer).toMatchObject(refusal('path_outside_root: model_path:'));
    },
  );

  it.each(['../secret.pt', '/toolkit/datasets/secret.pt', 'a//b.pt', './a.pt', 'a\\..\\b.pt'])(
    'asks the backend for nothing outside the outputs: %j',
    async (path) => {
      const answer = await client.call('download-model', { model_path: path });
      expect(answer).toMatchObject(refusal('path_outside_root: model_path:'));
      expect(toolkit.requests.some(({ url }) => url.includes('/files/'))).toBe(false);
    },
  );

  it('gives no other file than models', async () => {
    await put('outputs/foxes/.job_config.json', '{}');
    for (const path of ['foxes/.job_config.json', 'foxes/optimizer.pt', 'foxes'])
      expect(await client.call('download-model', { model_path: path })).toMatchObject(
        refusal('invalid_argument: model_path:'),
      );
  });

  it('is an error for a model that is not there', async () => {
    expect(await client.call('download-model', { model_path: 'a.pt' })).toMatchObject(
      refusal('model_not_found'),
    );
    await put('outputs/folder.pt/x', 'x');
    for (const path of ['a.pt', 'folder.pt'])
      expect(await client.call('download-model', { model_path: path })).toMatchObject(
        refusal('model_not_found'),
      );
  });
});
