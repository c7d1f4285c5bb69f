import { DomainError } from '@app/kernel';
import { datasetLike } from '../../../../../test/training/analyses.js';
import { configOf } from '../../../../../test/training/fake-ai-toolkit/fake-job.js';
import { openRunRoom, type RunRoom } from '../../../../../test/training/run-room.js';
import { syntheticRun } from '../../../../../test/training/synthetic-log.js';
import { aiToolkit } from '../../backend/index.js';
import { collectRun, observeAlerts } from '../index.js';

let room: RunRoom;
let jobId: string;
beforeEach(async () => {
  room = await openRunRoom();
  const job = room.toolkit.addJob({ name: 'fox_lora' });
  room.toolkit.play(job, syntheticRun({ totalSteps: 300 }));
  jobId = job.id;
});
afterEach(() => room.close());

function parts() {
  const { backend } = aiToolkit({ url: room.toolkit.url, timeoutMs: 5_000 });
  return { backend, scanner: room.scanner, configs: room.configs };
}
const usual = { lines: 500, includeDataset: true, includeNlp: true, maxDatasetFiles: 100 };
const collect = (options: { configName?: string; datasetPath?: string } = {}) =>
  collectRun(parts(), jobId, { ...usual, ...options });
const configAt = (folder_path: string, steps: number) => ({
  config: { name: 'fox_lora', process: [{ datasets: [{ folder_path }], train: { steps } }] },
});

describe('the config of a run', () => {
  it('is the one of the backend, else the saved one of the same name, else none', async () => {
    await room.configs.write('fox_lora', configAt('/sets/saved', 2_000));
    expect((await collect()).configContext.config_source).toBe('job_payload');
    room.toolkit.named('fox_lora').job_config = 'no JSON';
    const saved = await collect();
    expect(saved.configContext).toEqual({
      requested_config_name: null,
      resolved_config_name: 'fox_lora',
      config_source: 'saved_config_by_job_name',
    });
    expect(saved.profile.hparams.steps).toBe(2_000);
    room.toolkit.named('fox_lora').name = '../other name';
    const none = await collect();
    expect([none.configContext.config_source, none.profile.model_family]).toEqual(['none', 'unknown']);
  });

  it('is the one that was asked for, and no other when that is not there', async () => {
    await room.configs.write('special', configAt('/sets/special', 5_000));
    const run = await collect({ configName: 'special' });
    expect([run.configContext.config_source, run.profile.run_class]).toEqual(['saved_config', 'long']);
    expect(run.dataset).toEqual({ dataset_path: '/sets/special', dataset_source: 'config' });
    await expect(collect({ configName: 'gone' })).rejects.toMatchObject({ code: 'config_not_found' });
  });
});

describe('the data set of a run', () => {
  const outside = new DomainError('path_outside_root', 'leads out', { param: 'dataset_path' });

  it('is the one that was asked for, else that of the config', async () => {
    room.scanner.sets.set('cats', { analysis: datasetLike({ dataset_path: 'cats' }), captions: [] });
    const run = await collect({ datasetPath: 'cats' });
    expect(run.dataset).toEqual({ dataset_path: 'cats', dataset_source: 'argument' });
    expect(run.components.dataset).toBe(100);
    expect((await collect()).dataset.dataset_path).toBe('/toolkit/datasets/foxes');
  });

  it('may not be outside the data sets when it was asked for', async () => {
    room.scanner.sets.set('/etc', outside);
    await expect(collect({ datasetPath: '/etc' })).rejects.toBe(outside);
  });

  it('is taken for missing when a config from elsewhere names one outside the data sets', async () => {
    room.scanner.sets.set('/toolkit/datasets/foxes', outside);
    const run = await collect();
    expect(run.analyses.dataset).toMatchObject({ exists: false, error: 'dataset_path_unresolved' });
    expect(run.alerts.map(({ code }) => code)).toContain('DATASET_MISSING');
  });

  it('that nobody names is one that is not resolved', async () => {
    room.toolkit.named('fox_lora').job_config = JSON.stringify({
      config: { name: 'fox_lora', process: [{}] },
    });
    const run = await collect();
    expect(run.dataset).toEqual({ dataset_path: null, dataset_source: 'none' });
    expect(room.scanner.asked).toEqual([{ path: null, maxFiles: 100 }]);
  });
});

it('reads words that sound like trouble in prompts and paths as what they are', async () => {
  const job = room.toolkit.named('fox_lora');
  const prompts = ['a bedroom in zoom, lossless finance, error'];
  room.toolkit.play(job, syntheticRun({ totalSteps: 300, prompts }));
  const { alerts, analyses } = await collectRun(parts(), jobId, {
    ...usual,
    lines: 20_000,
    includeDataset: false,
  });
  expect(alerts).toEqual([]);
  expect(analyses.errors.total_mentions).toBe(0);
});

it('reads an older backend, which has no losses, from its log', async () => {
  room.toolkit.isOlder = true;
  const { report } = await collect();
  expect(report).toMatchObject({
    quality_analysis: { source: 'log', trend: 'improving' },
    status: 'completed',
  });
});

it('tells alert-routing what the log of a job alone says', async () => {
  const job = room.toolkit.addJob({ name: 'broken', config: configOf('broken') });
  room.toolkit.play(job, syntheticRun({ jobName: 'broken', scenario: 'nan', totalSteps: 300 }));
  const { alerts, ...rest } = await observeAlerts(parts())(job.id, 500, new AbortController().signal);
  expect(alerts).toEqual([expect.objectContaining({ code: 'LOSS_CRITICAL' })]);
  expect(rest).toMatchObject({ overall_health: 'critical', status_snapshot: { job_id: job.id } });
  expect(room.scanner.asked).toEqual([]);
});

it('ends with its caller', async () => {
  const caller = new AbortController();
  room.toolkit.instead = () => {
    caller.abort(new Error('gone'));
    return undefined;
  };
  await expect(collectRun(parts(), jobId, usual, caller.signal)).rejects.toThrow('gone');
});
