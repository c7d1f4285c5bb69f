import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { connectTools, type ToolClient } from '../../../../test/mcp/tool-client.js';
import { datasetLike } from '../../../../test/training/analyses.js';
import type { SystemSnapshot } from '../jobs/index.js';
import { Root } from '../places/index.js';
import { planTools } from './plan-tools.js';

const machine: SystemSnapshot = {
  gpu_name: 'a card',
  gpu_memory_used: 100,
  gpu_memory_total: 24_564,
  gpu_utilization: 0,
  cpu_percent: 1,
  ram_used: 1,
  ram_total: 2,
  active_jobs: 0,
  jobs_count: 0,
  gpus: [],
  unavailable: [],
};
const away = new DomainError('backend_unreachable', 'the training backend cannot be reached');
let folder: string;
let client: ToolClient;
let snapshot: () => Promise<SystemSnapshot>;
const asked: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-plans-'));
  await mkdir(join(folder, 'configs'));
  const process = {
    model: { name_or_path: 'ostris/Flex.1-alpha' },
    datasets: [{ folder_path: '/app/datasets/cats' }],
  };
  await writeFile(join(folder, 'configs', 'cats.yaml'), JSON.stringify({ config: { process: [process] } }));
  snapshot = async () => machine;
  asked.splice(0);
  const tools = planTools({
    places: { configs: new Root('the configs', join(folder, 'configs')) },
    scanner: {
      analyze: async (path, maxFiles) => {
        asked.push([path, maxFiles]);
        if (path === '/app/datasets/away') throw away;
        return { analysis: datasetLike({ dataset_path: path, total_images: 25 }), captions: [] };
      },
    },
    systemSnapshot: () => snapshot(),
    now: () => new Date('2026-11-21T10:00:00Z'),
  });
  client = await connectTools({ name: 'training', instructions: '', tools: [...tools] });
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});
const recommend = (args: Record<string, unknown>) => client.call('recommend-training-plan', args);

it('takes the model and the data set of a saved config, and the memory that the backend tells', async () => {
  const { text, value } = await recommend({ config_name: 'cats', goal: 'a person' });
  expect(value).toMatchObject({
    generated_at: '2026-11-21T10:00:00.000Z',
    inputs: { goal: 'a person', config_name: 'cats', base_model: null, include_dataset_scan: true },
    context: {
      config_name: 'cats',
      config_source: 'saved_config',
      dataset_source: 'config',
      max_dataset_files: 2_000,
    },
    dataset_analysis: { total_images: 25 },
    system_snapshot: machine,
    plan: {
      is_flux_model: true,
      confidence: 0.9,
      recommended_plan: { model_name: 'ostris/Flex.1-alpha', resolution: 1_024, rank: 12 },
    },
    next_actions: [expect.any(String), expect.any(String), expect.any(String)],
  });
  expect(asked).toEqual([['/app/datasets/cats', 2_000]]);
  expect(text).toBe(JSON.stringify(value, undefined, 2));
});

it('takes arguments before the config, by either name', async () => {
  const args = { config_name: 'cats', dataset_path: 'dogs', target_vram_gb: 8, max_dataset_files: 1e9 };
  for (const name of ['base_model', 'model_name']) {
    const { value } = await recommend({ ...args, [name]: 'sdxl' });
    expect(value).toMatchObject({
      inputs: { base_model: 'sdxl' },
      context: { dataset_source: 'argument' },
      plan: {
        is_flux_model: false,
        recommended_plan: { model_name: 'sdxl', resolution: 512, low_vram: true },
      },
    });
  }
  expect(asked).toEqual([
    ['dogs', 20_000],
    ['dogs', 20_000],
  ]);
});

it('plans without anything, and without looking at the data set when it is told not to', async () => {
  const { value } = await recommend({});
  expect(value).toMatchObject({
    context: { config_name: null, config_source: 'none', dataset_source: 'none' },
    dataset_analysis: { skipped: true },
  });
  await recommend({ dataset_path: 'dogs', include_dataset_scan: false });
  expect(asked).toEqual([]);
});

it('plans while the backend is away, and says so', async () => {
  snapshot = () => Promise.reject(new DomainError('backend_unreachable', 'it is away'));
  const { value, isError } = await recommend({});
  expect(isError).toBe(false);
  expect(value).toMatchObject({
    system_snapshot: { skipped: true, error: 'backend_unreachable: it is away' },
    plan: { assumptions: expect.arrayContaining(['The card has 16 GB of memory.']) },
  });
});

it('marks a config that is missing as an error', async () => {
  const missing = { isError: true, text: expect.stringMatching(/^config_not_found: config_name: /) };
  expect(await recommend({ config_name: 'dogs' })).toMatchObject(missing);
});

it('makes a plan without the data set of which a backend that is away says nothing', async () => {
  const { value } = await recommend({ dataset_path: '/app/datasets/away' });
  const error = expect.stringContaining('backend_unreachable') as string;
  expect(value).toMatchObject({ dataset_analysis: { skipped: true, error } });
});
