import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { parse } from 'yaml';
import { connectTools, type ToolClient } from '../../../../test/mcp/tool-client.js';
import { datasetLike } from '../../../../test/training/analyses.js';
import type { BackendFolders } from '../backend/index.js';
import { Root } from '../places/index.js';
import { configTools } from './config-tools.js';

let folder: string;
let client: ToolClient;
let folders: () => Promise<BackendFolders>;
const asked: unknown[] = [];
const refusal = (text: RegExp) => ({ isError: true, text: expect.stringMatching(text) });
const flex = { name: 'cats', model_name: 'ostris/Flex.1-alpha', dataset_path: 'cats' };

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-config-tools-')));
  for (const path of ['configs', 'datasets/cats', 'outputs', 'models/flux-torn'])
    await mkdir(join(folder, path), { recursive: true });
  await writeFile(join(folder, 'models', 'flux-one.safetensors'), 'weights');
  folders = async () => ({ training: '/app/output', datasets: '/app/datasets' });
  asked.splice(0);
  const root = (name: string) => new Root(`the ${name}`, join(folder, name));
  const tools = configTools({
    backend: { folders: () => folders() },
    places: {
      configs: root('configs'),
      datasets: root('datasets'),
      outputs: root('outputs'),
      models: [root('models')],
    },
    scanner: {
      analyze: async (path, maxFiles) => {
        asked.push([path, maxFiles]);
        return { analysis: datasetLike({ dataset_path: path }), captions: [] };
      },
    },
    now: () => new Date('2026-11-21T10:00:00Z'),
  });
  client = await connectTools({ name: 'training', instructions: '', tools: [...tools] });
});
afterEach(async () => {
  await client.close();
  expect(client.reports).toEqual([]);
  await rm(folder, { recursive: true });
});

const saved = async (name: string) =>
  parse(await readFile(join(folder, 'configs', `${name}.yaml`), 'utf8')) as Saved;
interface Saved {
  readonly config: { readonly name: string; readonly process: readonly Record<string, unknown>[] };
  readonly training_metadata: Record<string, unknown>;
}

describe('create-training-config', () => {
  it('writes a Flux config that the backend trains, logs and finds again', async () => {
    const prompts = ['a zorg', 'no', 'a [trigger] at 12:30'];
    const made = await client.call('create-training-config', {
      ...flex,
      trigger_word: 'zorg',
      test_prompts: prompts,
      steps: 5_000,
      learning_rate: 1e-7,
      resolution: 768,
      use_wandb: true,
    });
    expect(made.value).toMatchObject({ name: 'cats', replaced: false, arch: 'flex1', notes: [] });
    const { config } = await saved('cats');
    expect(config.name).toBe('cats');
    expect(config.process).toHaveLength(1);
    expect(config.process[0]).toMatchObject({
      type: 'diffusion_trainer',
      training_folder: '/app/output',
      device: 'cuda',
      trigger_word: 'zorg',
      performance_log_every: 10,
      network: { type: 'lora', linear: 16, linear_alpha: 16, conv: 8, conv_alpha: 8, lokr_factor: -1 },
      save: { dtype: 'bf16', save_every: 500, max_step_saves_to_keep: 4, save_format: 'diffusers' },
      datasets: [
        {
          folder_path: '/app/datasets/cats',
          caption_ext: 'txt',
          caption_dropout_rate: 0.05,
          resolution: [768],
        },
      ],
      train: {
        steps: 5_000,
        lr: 1e-7,
        noise_scheduler: 'flowmatch',
        timestep_type: 'sigmoid',
        dtype: 'bf16',
      },
      logging: { log_every: 1, use_ui_logger: true, use_wandb: true, run_name: 'cats' },
      model: { name_or_path: 'ostris/Flex.1-alpha', arch: 'flex1', quantize: true, low_vram: true },
      sample: {
        sampler: 'flowmatch',
        sample_every: 500,
        width: 1_024,
        prompts,
        guidance_scale: 4,
        sample_steps: 25,
      },
    });
    expect(await readFile(join(folder, 'configs', 'cats.yaml'), 'utf8')).toMatch(/lr: 0\.0000001\n/);
  });

  it('keeps the switch of wandb where the backend looks for it, and the loss is logged for all', async () => {
    await client.call('create-training-config', flex);
    const [process] = (await saved('cats')).config.process;
    expect(process).not.toHaveProperty('wandb');
    expect(process).toMatchObject({ logging: { use_wandb: false, use_ui_logger: true, log_every: 1 } });
  });

  it('trains other models the way of their kind', async () => {
    await client.call('create-training-config', { ...flex, model_name: 'runwayml/stable-diffusion-v1-5' });
    expect((await saved('cats')).config.process[0]).toMatchObject({
      train: { noise_scheduler: 'ddpm', timestep_type: 'linear', disable_sampling: true },
      save: { save_every: 250 },
      model: { arch: 'sd15' },
      sample: { sampler: 'ddpm', width: 512, prompts: [], guidance_scale: 7.5, sample_steps: 20 },
    });
    const sdxl = { model_name: 'stabilityai/stable-diffusion-xl-base-1.0', trigger_word: 'zorg' };
    await client.call('create-training-config', { ...flex, ...sdxl });
    expect((await saved('cats')).config.process[0]).toMatchObject({
      train: { disable_sampling: false },
      model: { arch: 'sdxl' },
      sample: { prompts: ['zorg'] },
    });
  });

  it('tells what it wrote, what it replaced and what to look out for', async () => {
    const first = await client.call('create-training-config', { ...flex, low_vram: false });
    expect(first.text).toMatch(
      /^Saved the training config cats: .*cats\.yaml\nModel: ostris\/Flex\.1-alpha\n/,
    );
    expect(first.text).toMatch(/Warning: Flux without low_vram .*\(config\.process\[0\]\.model\.low_vram\)/);
    const second = await client.call('create-training-config', flex);
    expect(second.value).toMatchObject({ replaced: true });
    expect(second.text).toMatch(/^Replaced /);
  });

  it('names a data set the way the backend does, however it was called', async () => {
    const paths = [
      'cats',
      './cats/',
      join(folder, 'datasets', 'cats'),
      '/app/datasets/cats',
      '/app/datasets/x/../cats',
    ];
    for (const dataset_path of paths) {
      const { value } = await client.call('create-training-config', { ...flex, dataset_path });
      expect(value['dataset_path']).toBe('/app/datasets/cats');
    }
    folders = async () => ({ training: 'C:\\out', datasets: 'C:\\sets' });
    for (const dataset_path of ['cats', 'C:\\sets\\cats']) {
      const { value } = await client.call('create-training-config', { ...flex, dataset_path });
      expect(value).toMatchObject({ dataset_path: 'C:\\sets\\cats', training_folder: 'C:\\out' });
    }
  });

  it('can be used while the backend is away, and says whose folders it took', async () => {
    folders = () => Promise.reject(new DomainError('backend_unreachable', 'it is away'));
    const { value, text } = await client.call('create-training-config', flex);
    expect(value).toMatchObject({
      dataset_path: join(folder, 'datasets', 'cats'),
      training_folder: join(folder, 'outputs'),
    });
    expect(text).toMatch(/Note: .*backend_unreachable.*this machine/);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a Flux model from one file', { model_name: 'flux-one' }, /^flux_model_file_not_allowed: model_name: /],
    ['a torn Flux folder', { model_name: 'flux-torn' }, /^flux_model_dir_invalid: model_name: /],
    ['no steps', { steps: 0 }, /^invalid_steps: steps: /],
    ['a negative rank', { rank: -1 }, /^invalid_rank: rank: /],
    ['another arch than that of Flux', { arch: 'sd15' }, /^model_arch_mismatch: arch: /],
    [
      'a variable in a prompt',
      { test_prompts: ['a', 'for ${HOME}'] },
      /^variable_in_config: test_prompts\[1\]: /,
    ],
    ['a variable in a trigger word', { trigger_word: '${A}' }, /^variable_in_config: trigger_word: /],
    ['a name that is a path', { name: '../cats' }, /name/],
    ['a name that is a folder', { name: 'a/b' }, /name/],
    ['a data set outside', { dataset_path: '../models' }, /^path_outside_root: dataset_path: /],
    ['a data set elsewhere', { dataset_path: '/etc' }, /^path_outside_root: dataset_path: /],
    [
      'a data set beside those of the backend',
      { dataset_path: '/app/datasets/../x' },
      /^path_outside_root: /,
    ],
    ['a data set behind a link', { dataset_path: 'away' }, /^path_outside_root: dataset_path: /],
    ['all data sets', { dataset_path: '.' }, /^invalid_argument: dataset_path: /],
    ['a text that steers', { trigger_word: 'a\u001b[2J' }, /trigger_word/],
  ])('refuses %s and writes nothing', async (_what, args, text) => {
    await symlink(folder, join(folder, 'datasets', 'away'));
    expect(await client.call('create-training-config', { ...flex, ...args })).toMatchObject(refusal(text));
    expect(await readdir(join(folder, 'configs'))).toEqual([]);
  });
});

describe('looking at saved configs', () => {
  it('lists them, and says that there are none', async () => {
    const none = await client.call('list-configs');
    expect(none).toMatchObject({ isError: false, value: { count: 0, configs: [] } });
    for (const name of ['zebras', 'cats']) await client.call('create-training-config', { ...flex, name });
    const { text, value } = await client.call('list-configs', { unknown: 'is ignored' });
    expect(value).toEqual({ count: 2, configs: ['cats', 'zebras'] });
    expect(text).toBe('Training configs:\n- cats\n- zebras');
  });

  it('shows one as it stands, comments and all', async () => {
    const yaml = '# mine\nconfig: {name: cats}\n';
    await writeFile(join(folder, 'configs', 'cats.yaml'), yaml);
    const { text, value } = await client.call('get-config', { name: 'cats' });
    expect(text).toBe(yaml);
    expect(value).toEqual({ name: 'cats', yaml, config: { config: { name: 'cats' } } });
  });

  it('marks what is missing as an error, and lets nobody out of the folder', async () => {
    for (const name of ['get-config', 'get-training-info']) {
      expect(await client.call(name, { name: 'dogs' })).toMatchObject(
        refusal(/^config_not_found: name: .*"dogs"/),
      );
      expect(await client.call(name, { name: '../datasets/cats' })).toMatchObject(refusal(/name/));
    }
  });

  it('tells what a config trains', async () => {
    const args = { ...flex, trigger_word: 'zorg', test_prompts: ['a zorg', 'two zorgs'], rank: 32 };
    await client.call('create-training-config', args);
    const { text, value } = await client.call('get-training-info', { name: 'cats' });
    expect(value).toEqual({
      name: 'cats',
      source: 'training_metadata',
      trigger_word: 'zorg',
      model_name: 'ostris/Flex.1-alpha',
      resolution: 512,
      steps: 1_000,
      rank: 32,
      learning_rate: 0.0002,
      test_prompts: ['a zorg', 'two zorgs'],
    });
    expect(text).toMatch(/Trigger word: zorg\n[^]*1\. a zorg\n2\. two zorgs$/);
  });

  it('reads the same off a config that somebody else wrote', async () => {
    const process = { train: { steps: '900', lr: '1e-4' }, datasets: [{ resolution: [512, 1_024] }] };
    const config = {
      config: { name: 'cats', process: [{ ...process, sample: { samples: [{ prompt: 'a' }] } }] },
    };
    await writeFile(join(folder, 'configs', 'cats.yaml'), JSON.stringify(config));
    const { value } = await client.call('get-training-info', { name: 'cats' });
    expect(value).toMatchObject({ source: 'config', steps: 900, learning_rate: 0.0001, resolution: 1_024 });
    expect(value).toMatchObject({ test_prompts: ['a'], model_name: null, trigger_word: null });
  });
});

describe('validate-training-config', () => {
  it('finds what create-training-config wrote to be valid', async () => {
    await client.call('create-training-config', { ...flex, resolution: 768 });
    const { text, value } = await client.call('validate-training-config', {
      config_name: 'cats',
      max_dataset_files: 7,
    });
    expect(value).toMatchObject({
      valid: true,
      errors: [],
      warnings: [],
      config_context: {
        config_source: 'saved_config',
        requested_config_name: 'cats',
        max_dataset_files: 100,
      },
    });
    expect(asked).toEqual([['/app/datasets/cats', 100]]);
    expect(text).toBe(JSON.stringify(value, undefined, 2));
  });

  it('checks a config that is still to be made', async () => {
    const { value } = await client.call('validate-training-config', {
      model_name: 'flux-one',
      dataset_path: 'cats',
      steps: 0,
      check_dataset: false,
    });
    expect(value).toMatchObject({
      valid: false,
      errors: [{ code: 'FLUX_MODEL_FILE_NOT_ALLOWED' }, { code: 'INVALID_STEPS', value: 0 }],
      config_context: { config_source: 'draft_parameters', check_dataset: false },
    });
    expect(asked).toEqual([]);
  });

  it('takes a config as an object or as text, before the name of a saved one', async () => {
    for (const config of [{ config: {} }, 'config: {}', '{"config": {}}']) {
      const { value } = await client.call('validate-training-config', { config, config_name: 'none' });
      expect(value).toMatchObject({
        errors: [{ code: 'MISSING_PROCESS' }],
        config_context: { config_source: 'config_argument' },
      });
    }
  });

  it('marks a missing config and a call without any as errors', async () => {
    const missing = await client.call('validate-training-config', { config_name: 'dogs' });
    expect(missing).toMatchObject(refusal(/^config_not_found: config_name: /));
    const nothing = await client.call('validate-training-config', { model_name: 'a/b' });
    expect(nothing).toMatchObject(refusal(/^invalid_argument: .*config_name/));
    const large = { config: { a: 'x'.repeat(200_000) } };
    expect(await client.call('validate-training-config', large)).toMatchObject(
      refusal(/^config_too_large: config: /),
    );
  });
});

it('tells clients what the tools take and give', async () => {
  const tools = await client.tools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    'create-training-config',
    'get-config',
    'get-training-info',
    'list-configs',
    'validate-training-config',
  ]);
  const create = tools.find(({ name }) => name === 'create-training-config');
  expect(create?.inputSchema.required).toEqual(['name', 'model_name', 'dataset_path']);
  expect(create?.inputSchema.properties).toMatchObject({
    resolution: { type: 'integer', default: 512 },
    learning_rate: { type: 'number', default: 0.0002 },
    low_vram: { default: true },
  });
});
