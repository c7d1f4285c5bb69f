import { startFakeAiToolkit, type FakeAiToolkit } from '../training/fake-ai-toolkit/fake-ai-toolkit.ts';
import { syntheticRun } from '../training/synthetic-log.ts';
import { bridgeDoor } from './training-doors.ts';
import { makeTrainingFolders, removeFolders, type TrainingFolders } from './training-harness.ts';
import { runTrainingProcess, type TrainingProcess } from './training-process.ts';
import { until } from './until.ts';

const NAME = 'fox_lora';
const MODEL = 'stable-diffusion-v1-5/stable-diffusion-v1-5';

describe('a training server that is killed in the middle of a guarded run', () => {
  let toolkit: FakeAiToolkit;
  let folders: TrainingFolders;
  let server: TrainingProcess;

  // The call of a tool is over after two seconds.
  const start = async () => {
    const env = { ...folders.env, AI_TOOLKIT_SERVER_URL: toolkit.url, MCP_HTTP_TOOL_TIMEOUT_SECONDS: '4' };
    server = await runTrainingProcess(env);
    return bridgeDoor(server.url);
  };

  beforeAll(async () => {
    [toolkit, folders] = await Promise.all([startFakeAiToolkit(), makeTrainingFolders()]);
  });

  afterAll(async () => {
    await server.end('SIGTERM');
    await toolkit.close();
    await removeFolders(folders);
  });

  it('goes on watching when it is back, and stops the job once its loss is no number', async () => {
    const killed = await start();
    await killed.call('create-training-config', { name: NAME, model_name: MODEL, dataset_path: 'foxes' });
    const wish = { config_name: NAME, check_dataset: false, poll_interval_seconds: 2, monitor_seconds: 600 };
    const begun = await killed.call('run-training-with-guardrails', wish);
    expect(begun).toMatchObject({ status: 'watching', started: true, triggered_guardrails: [] });

    const job = toolkit.named(NAME);
    toolkit.willPlay(job, syntheticRun({ scenario: 'nan', jobName: NAME, steps: 900 }), 3);
    toolkit.tick(2);
    expect(job.status).toBe('running');
    await server.end('SIGKILL');

    const back = await start();
    const watch = { watch_id: begun['watch_id'], wait_seconds: 0 };
    const polls = ({ monitor }: Readonly<Record<string, unknown>>) =>
      (monitor as { snapshot_count: number }).snapshot_count;
    const ask = () => back.call('run-training-with-guardrails', watch);
    const healthy = await until(ask, (answer) => polls(answer) > polls(begun));
    expect(healthy).toMatchObject({ status: 'watching', triggered_guardrails: [] });
    expect(job.status).toBe('running');

    toolkit.tick(2);
    expect(job.kept.log).toContain('loss is nan');
    const over = await until(ask, ({ status }) => status !== 'watching');
    expect(over).toMatchObject({
      status: 'stopped_by_guardrail',
      triggered_guardrails: [{ code: 'TRAINING_NAN_LOSS', evidence: { nan_lines: expect.any(Number) } }],
      stop_result: { stopped: true },
      final_status: 'stopped',
    });
    expect(job.status).toBe('stopped');
    expect(toolkit.jobs.size).toBe(1);
  }, 30_000);
});
