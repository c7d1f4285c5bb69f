import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { datasetLike } from '../../../../../test/training/analyses.js';
import type { BackendFolders } from '../../backend/index.js';
import type { DatasetAnalysis } from '../../contract/index.js';
import { Root } from '../../places/index.js';
import { configText } from '../config-text.js';
import { ConfigValidator } from './config-validator.js';
import { FINDINGS } from './findings.js';
import type { ValidationReport } from './validation-report.js';

let folder: string;
let validator: ConfigValidator;
let folders: () => Promise<BackendFolders>;
let analyses: Record<string, Partial<DatasetAnalysis> | DomainError>;
const asked: [path: string | null, maxFiles: number][] = [];
const options = { checkDataset: true, maxDatasetFiles: 500 };
const { signal } = new AbortController();

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-validator-')));
  for (const path of ['configs', 'models/flux-whole/transformer', 'models/flux-torn', 'models/flux-flat'])
    await mkdir(join(folder, path), { recursive: true });
  await writeFile(join(folder, 'models', 'flux-whole', 'transformer', 'config.json'), '{}');
  await writeFile(join(folder, 'models', 'flux-flat', 'model_index.json'), '{}');
  for (const name of ['flux-one.safetensors', 'sd15.safetensors'])
    await writeFile(join(folder, 'models', name), 'weights');
  analyses = {};
  folders = async () => ({ training: '/toolkit/output', datasets: '/sets' });
  asked.splice(0);
  const analyze = async (path: string | null, maxFiles: number) => {
    asked.push([path, maxFiles]);
    const given = analyses[path ?? ''];
    if (given instanceof DomainError) throw given;
    return { analysis: datasetLike(given), captions: [] };
  };
  const places = {
    configs: new Root('the configs', join(folder, 'configs')),
    datasets: new Root('the data sets', join(folder, 'datasets')),
    models: [new Root('the models', join(folder, 'models'))],
  };
  const backend = { folders: () => folders() };
  validator = new ConfigValidator({ backend, places, scanner: { analyze } });
});
afterEach(() => rm(folder, { recursive: true }));

/** A config without fault, with other values at the paths that a test names. */
function aConfig(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const process = {
    type: 'diffusion_trainer',
    trigger_word: 'zorg',
    network: { linear: 16, linear_alpha: 16 },
    datasets: [{ folder_path: '/sets/cats', resolution: [512, 768] }],
    train: { batch_size: 1, steps: 1_000, lr: 0.0001 },
    logging: { use_ui_logger: true },
    model: { name_or_path: 'sd15.safetensors', arch: 'sd15', low_vram: true },
    sample: { prompts: ['a Zorg', '[trigger] in the rain'] },
  };
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const holder = keys.reduce(
      (at, key) => at[key] as Record<string, unknown>,
      process as Record<string, unknown>,
    );
    holder[last] = value;
  }
  return { job: 'extension', config: { name: 'cats', process: [process] } };
}
const codesOf = ({ errors, warnings }: Pick<ValidationReport, 'errors' | 'warnings'>) =>
  [...errors, ...warnings].map(({ code }) => code);

it('finds nothing in a config without fault, and says what it comes down to', async () => {
  analyses['/sets/cats'] = { total_images: 25 };
  const report = await validator.given(aConfig(), options, signal);
  expect(report).toMatchObject({ valid: true, errors: [], warnings: [], suggested_fixes: [] });
  expect(report.normalized_config).toMatchObject({
    job_name: 'cats',
    model: {
      name_or_path: 'sd15.safetensors',
      resolved_name_or_path: join(folder, 'models', 'sd15.safetensors'),
      resolution_source: 'model-root',
      arch: 'sd15',
      is_flux_model: false,
      is_flux_arch: false,
      low_vram: true,
    },
    dataset: { path: '/sets/cats', exists: true, stats: { total_images: 25 } },
    train: {
      resolution: [512, 768],
      batch_size: 1,
      steps: 1_000,
      learning_rate: 0.0001,
      rank: 16,
      alpha: 16,
    },
    sample: { prompt_count: 2, trigger_word: 'zorg' },
  });
  expect(report.summary).toEqual({
    error_count: 0,
    warning_count: 0,
    is_flux_model: false,
    dataset_checked: true,
  });
  expect(asked).toEqual([['/sets/cats', 500]]);
});

const flux = { 'model.name_or_path': 'black-forest-labs/FLUX.1-dev', 'model.arch': 'flux' };
const cases: readonly (readonly [string, Record<string, unknown>])[] = [
  ['MISSING_MODEL_NAME', { 'model.name_or_path': ' ' }],
  ['MISSING_MODEL_NAME', { model: null }],
  ['MISSING_DATASET_PATH', { datasets: [] }],
  ['MISSING_DATASET_PATH', { datasets: [{ folder_path: '/sets/cats' }, { folder_path: 7 }] }],
  ['MISSING_BATCH_SIZE', { 'train.batch_size': undefined }],
  ['INVALID_BATCH_SIZE', { 'train.batch_size': 0 }],
  ['INVALID_BATCH_SIZE', { 'train.batch_size': 1.5 }],
  ['MISSING_STEPS', { 'train.steps': null }],
  ['INVALID_STEPS', { 'train.steps': 'many' }],
  ['MISSING_LEARNING_RATE', { 'train.lr': undefined }],
  ['INVALID_LEARNING_RATE', { 'train.lr': 0 }],
  ['INVALID_LEARNING_RATE', { 'train.lr': [1] }],
  ['MISSING_RANK', { 'network.linear': undefined }],
  ['INVALID_RANK', { 'network.linear': -1 }],
  ['INVALID_ALPHA', { 'network.linear_alpha': 0 }],
  ['INVALID_RESOLUTION', { 'datasets.0.resolution': [512, 'big'] }],
  ['INVALID_RESOLUTION', { 'datasets.0.resolution': 0 }],
  ['MODEL_ARCH_MISMATCH', { ...flux, 'model.arch': 'sd15', 'datasets.0.resolution': 1_024 }],
  ['FLUX_MODEL_FILE_NOT_ALLOWED', { 'model.name_or_path': 'flux-one.safetensors', 'model.arch': 'flux' }],
  ['FLUX_MODEL_FILE_NOT_ALLOWED', { 'model.name_or_path': '/elsewhere/flux.ckpt', 'model.arch': 'flux' }],
  ['FLUX_MODEL_DIR_INVALID', { 'model.name_or_path': 'flux-torn', 'model.arch': 'flux' }],
  ['VARIABLE_IN_CONFIG', { 'sample.prompts': ['zorg for ${PRICE}'] }],
  ['BATCH_SIZE_HIGH', { 'train.batch_size': 9 }],
  ['STEPS_LOW', { 'train.steps': 99 }],
  ['STEPS_HIGH', { 'train.steps': 20_001 }],
  ['LEARNING_RATE_OUT_OF_RANGE', { 'train.lr': 0.02 }],
  ['LEARNING_RATE_OUT_OF_RANGE', { 'train.lr': '1e-7' }],
  ['LEARNING_RATE_HIGH', { 'train.lr': 0.002 }],
  ['RANK_HIGH', { 'network.linear': 257 }],
  ['ALPHA_HIGH_VS_RANK', { 'network.linear_alpha': 33 }],
  ['RESOLUTION_LOW', { 'datasets.0.resolution': [255, 768] }],
  ['RESOLUTION_HIGH', { 'datasets.0.resolution': 2_049 }],
  ['FLUX_RESOLUTION_LOW', { ...flux, 'datasets.0.resolution': [512, 767] }],
  ['MODEL_ARCH_UNEXPECTED', { 'model.name_or_path': 'someone/a-model', 'model.arch': 'flex2' }],
  ['MODEL_PATH_UNRESOLVED', { 'model.name_or_path': 'unknown.safetensors' }],
  ['LOW_VRAM_DISABLED_FOR_FLUX', { ...flux, 'model.low_vram': false }],
  ['PROMPTS_MISSING_TRIGGER', { 'sample.prompts': ['a zorg', 'a cat'] }],
  ['PROCESS_TYPE_SILENT', { type: 'sd_trainer' }],
  ['LOSS_NOT_LOGGED', { logging: undefined }],
];
it.each(cases)('finds %s alone in a config with %j', async (code, changes) => {
  const report = await validator.given(aConfig(changes), options, signal);
  expect(codesOf(report)).toContain(code);
  const isError = FINDINGS[code as keyof typeof FINDINGS][0] === 'error';
  expect(report.valid).toBe(!isError);
  expect(report.suggested_fixes).toContain(FINDINGS[code as keyof typeof FINDINGS][2]);
  expect(new Set([...codesOf(report), 'MODEL_PATH_UNRESOLVED']).size).toBeLessThanOrEqual(2);
});

it.each([
  [{ 'train.batch_size': 8, 'train.steps': 100, 'train.lr': 0.001, 'network.linear': 256 }],
  [
    {
      'train.steps': 20_000,
      'train.lr': 1e-6,
      'network.linear_alpha': 32,
      'datasets.0.resolution': [256, 2_048],
    },
  ],
  [{ ...flux, 'datasets.0.resolution': [512, 768] }],
  [{ ...flux, 'model.arch': 'flex1:small', 'model.name_or_path': 'ostris/Flex.1-alpha' }],
  [{ 'model.name_or_path': 'flux-whole', 'model.arch': 'flux' }],
  [{ 'model.name_or_path': 'flux-flat', 'model.arch': undefined }],
  [{ 'train.lr': '1e-4', sample: { samples: [{ prompt: 'zorg' }] } }],
])('takes what is just within the limits: %j', async (changes) => {
  expect(codesOf(await validator.given(aConfig(changes), options, signal))).toEqual([]);
});

it.each<[string, Partial<DatasetAnalysis> | DomainError]>([
  ['DATASET_PATH_NOT_FOUND', { exists: false, error: 'dataset_path_not_found' }],
  ['DATASET_PATH_NOT_FOUND', new DomainError('path_outside_root', 'it leads out')],
  ['DATASET_PATH_NOT_DIRECTORY', { exists: false, error: 'dataset_path_not_directory' }],
  ['DATASET_EMPTY', { total_images: 0 }],
  ['DATASET_CORRUPT_IMAGES', { corrupt_image_count: 1 }],
  ['DATASET_LOW_CAPTION_COVERAGE', { caption_coverage_pct: 79.99 }],
  ['DATASET_DUPLICATES_DETECTED', { duplicate_image_estimate: 2 }],
])('finds %s in the second data set of a config', async (code, analysis) => {
  analyses['/sets/dogs'] = analysis;
  const datasets = [{ folder_path: '/sets/cats' }, { dataset_path: '/sets/dogs' }];
  const report = await validator.given(aConfig({ datasets }), options, signal);
  const [found, ...others] = [...report.errors, ...report.warnings];
  expect(found).toMatchObject({ code, field: 'config.process[0].datasets[1].folder_path' });
  expect(others).toEqual([]);
});

it('does not take a backend that cannot be asked for a data set that is missing', async () => {
  analyses['/sets/cats'] = new DomainError('backend_unreachable', 'it is away');
  const { valid, errors, warnings } = await validator.given(aConfig(), options, signal);
  expect([valid, errors]).toEqual([true, []]);
  expect(warnings).toMatchObject([{ code: 'DATASET_NOT_CHECKED', value: '/sets/cats' }]);
});

it('looks at no data set when it is told not to, and says so', async () => {
  const report = await validator.given(aConfig(), { ...options, checkDataset: false }, signal);
  expect(report.normalized_config.dataset).toEqual({ path: '/sets/cats', exists: null, stats: null });
  expect(report.summary.dataset_checked).toBe(false);
  expect(asked).toEqual([]);
});

it.each<[string, unknown]>([
  ['INVALID_CONFIG_TYPE', 5],
  ['INVALID_CONFIG_TYPE', ['a']],
  ['INVALID_CONFIG_TYPE', 'just a text'],
  ['INVALID_CONFIG_TYPE', 'a: "torn'],
  ['INVALID_CONFIG_ROOT', {}],
  ['INVALID_CONFIG_ROOT', { config: [] }],
  ['MISSING_PROCESS', { config: { name: 'cats' } }],
  ['MISSING_PROCESS', { config: { process: [] } }],
  ['MISSING_PROCESS', { config: { process: ['a'] } }],
])('finds %s and nothing else in %j', async (code, config) => {
  const report = await validator.given(config, options, signal);
  expect(codesOf(report)).toEqual([code]);
  expect(report).toMatchObject({ valid: false, summary: { dataset_checked: false } });
});

it('reads the same out of an object, JSON and YAML', async () => {
  const report = await validator.given(aConfig(), options, signal);
  for (const text of [JSON.stringify(aConfig()), configText(aConfig())])
    await expect(validator.given(text, options, signal)).resolves.toEqual(report);
});

it('finds a saved config that is no YAML to be wrong, and a missing one to be missing', async () => {
  await writeFile(join(folder, 'configs', 'torn.yaml'), 'config: "torn');
  const torn = await validator.saved('torn', options, signal);
  expect(codesOf(torn)).toEqual(['INVALID_CONFIG_TYPE']);
  expect(torn.config_context).toEqual({
    config_source: 'saved_config',
    requested_config_name: 'torn',
    check_dataset: true,
    max_dataset_files: 500,
  });
  await expect(validator.saved('cats', options, signal)).rejects.toMatchObject({ code: 'config_not_found' });
});

it('repeats no large value', async () => {
  const { errors } = await validator.given(aConfig({ 'train.steps': 'x'.repeat(10_000) }), options, signal);
  expect(String(errors[0]?.value)).toHaveLength(200);
});

describe('a config that was written while the backend was away', () => {
  const here = () =>
    aConfig({
      training_folder: '/here/outputs',
      datasets: [{ folder_path: join(folder, 'datasets', 'cats'), resolution: 512 }],
    });
  const codes = ({ errors, warnings }: ValidationReport) => [...errors, ...warnings].map(({ code }) => code);

  it('is not valid once the backend says that its folders are others', async () => {
    const report = await validator.given(here(), { ...options, checkDataset: false }, signal);
    expect(report.valid).toBe(false);
    expect(codes(report)).toEqual(
      expect.arrayContaining(['TRAINING_FOLDER_MISMATCH', 'DATASET_PATH_MISMATCH']),
    );
    const theirs = aConfig({ training_folder: '/toolkit/output/' });
    expect(codes(await validator.given(theirs, { ...options, checkDataset: false }, signal))).toEqual([]);
  });

  it('is judged by the rest of it while the backend is still away, and nobody looked at its data set', async () => {
    const away = new DomainError('backend_unreachable', 'the training backend cannot be reached');
    folders = () => Promise.reject(away);
    analyses[join(folder, 'datasets', 'cats')] = away;
    const report = await validator.given(here(), options, signal);
    expect(report).toMatchObject({ valid: true, summary: { dataset_checked: false } });
    expect(codes(report)).toContain('DATASET_NOT_CHECKED');
  });
});
