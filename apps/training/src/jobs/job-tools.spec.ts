import { DomainError } from '@app/kernel';
import { configOf, type FakeJob } from '../../../../test/training/fake-ai-toolkit/fake-job.js';
import {
  startFakeAiToolkit,
  type FakeAiToolkit,
} from '../../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import { ManualTimer } from '../../../../test/training/manual-timer.js';
import { syntheticRun } from '../../../../test/training/synthetic-log.js';
import { openToolClient, type ToolClient } from '../../../../test/training/tool-client.js';
import { aiToolkit } from '../backend/index.js';
import { JobStarter, jobTools } from './index.js';

const saved: Record<string, object> = {
  fox: configOf('fox_lora'),
  nameless: { config: { process: [] } },
  cursed: { config: { name: 'cursed', process: [{ sample: { prompts: ['a fox in ${HOME}'] } }] } },
};

let toolkit: FakeAiToolkit;
let timer: ManualTimer;
let tools: ToolClient;
beforeEach(async () => {
  toolkit = await startFakeAiToolkit();
  timer = new ManualTimer((seconds) => toolkit.tick(seconds));
  const { backend, media } = aiToolkit({ url: toolkit.url, timeoutMs: 2_000 });
  const starter = new JobStarter({ backend, configs: { read: readConfig } });
  tools = await openToolClient(jobTools({ backend, media, timer, starter }));
});
afterEach(async () => {
  await tools.close();
  await toolkit.close();
});

async function readConfig(name: string) {
  const config = saved[name];
  if (config === undefined)
    throw new DomainError('config_not_found', 'there is none', { param: 'config_name' });
  return { config: config as Record<string, unknown>, text: '' };
}

function running(given: Partial<FakeJob> = {}): FakeJob {
  const job = toolkit.addJob({ name: 'fox_lora', ...given });
  toolkit.worker.enqueue(job);
  toolkit.worker.queue(job.gpu_ids).is_running = true;
  toolkit.tick();
  return job;
}

const posts = () => toolkit.requests.filter(({ method }) => method === 'POST').length;

describe('start-training', () => {
  it('makes the job, queues it and starts its queue, so that the trainer takes it', async () => {
    const started = await tools.call('start-training', { config_name: 'fox', gpu_ids: '0,1' });
    expect(started).toMatchObject({ name: 'fox_lora', status: 'queued', gpu_ids: '0,1', created: true });
    toolkit.tick();
    expect(toolkit.named('fox_lora')).toMatchObject({ status: 'running', id: started['job_id'] });
  });

  it('starts the queue of the GPUs that the job has kept, not the first', async () => {
    toolkit.addJob({ name: 'fox_lora', gpu_ids: '2', status: 'stopped' });
    const started = await tools.call('start-training', { config_name: 'fox' });
    expect(started).toMatchObject({ created: false, gpu_ids: '2' });
    toolkit.tick();
    expect(toolkit.named('fox_lora').status).toBe('running');
  });

  it('brings the configuration of a job that is there up to date', async () => {
    const job = toolkit.addJob({
      name: 'fox_lora',
      config: { config: { name: 'fox_lora' } },
      status: 'stopped',
    });
    await tools.call('start-training', { config_name: 'fox' });
    expect(JSON.parse(job.job_config)).toEqual(saved['fox']);
  });

  it('updates the job that somebody else made a moment before', async () => {
    toolkit.instead = (call) => {
      if (call.method !== 'POST' || toolkit.jobs.size > 0) return undefined;
      toolkit.addJob({ name: 'fox_lora', config: {} });
      return { status: 409, body: { error: 'Job name already exists' } };
    };
    await expect(tools.call('start-training', { config_name: 'fox' })).resolves.toMatchObject({
      created: false,
    });
    expect(JSON.parse(toolkit.named('fox_lora').job_config)).toEqual(saved['fox']);
  });

  it('edits no job under way', async () => {
    running();
    await expect(tools.call('start-training', { config_name: 'fox' })).rejects.toThrow(
      /^job_active: config_name: .*running/,
    );
    expect(posts()).toBe(0);
  });

  it('says that a training which has made all its steps has nothing left to do', async () => {
    toolkit.addJob({ name: 'fox_lora', status: 'completed', step: 1_000 });
    const { notes } = await tools.call('start-training', { config_name: 'fox' });
    expect(notes).toEqual([expect.stringContaining('raise train.steps')]);
  });

  it.each([
    ['none', /^config_not_found: config_name/],
    ['nameless', /^invalid_config/],
    ['cursed', /^variable_in_config: .*prompts/],
  ])('sends nothing of the configuration %s', async (name, message) => {
    await expect(tools.call('start-training', { config_name: name })).rejects.toThrow(message);
    expect(posts()).toBe(0);
  });
});

describe('a start without a clear answer', () => {
  const isStart = (path: readonly string[]) => path[0] === 'jobs' && path[2] === 'start';

  it('is told as what became of the job, which was queued all the same', async () => {
    const job = toolkit.addJob({ name: 'fox_lora' });
    toolkit.instead = ({ path }) => {
      if (!isStart(path)) return undefined;
      toolkit.worker.enqueue(job);
      return { status: 504, body: {} };
    };
    await expect(tools.call('start-training', { config_name: 'fox' })).resolves.toMatchObject({
      status: 'queued',
      notes: [],
    });
    toolkit.tick();
    expect(job.status).toBe('running');
  });

  it('says that the job waits in a queue that does not run', async () => {
    toolkit.instead = ({ path }) => (path[0] === 'queue' ? { status: 500, body: {} } : undefined);
    await expect(tools.call('start-training', { config_name: 'fox' })).resolves.toMatchObject({
      status: 'queued',
      notes: [expect.stringContaining('could not be started (backend_failed')],
    });
  });

  it.each([
    [{ status: 500, body: {} }, /^backend_failed: .* was not started/],
    [{ status: 200, body: 'no JSON' }, /^backend_malformed: .* may have been started/],
  ])('names the job of which it says whether it was started: %j', async (answer, message) => {
    toolkit.instead = ({ path }) => (isStart(path) ? answer : undefined);
    await expect(tools.call('start-training', { config_name: 'fox' })).rejects.toThrow(message);
  });

  it('starts the queue of a job that is queued already, although the caller gives up in between', async () => {
    const caller = new AbortController();
    toolkit.beforeEach = ({ path }) => {
      if (isStart(path)) caller.abort();
    };
    const call = tools.call('start-training', { config_name: 'fox' }, { signal: caller.signal });
    await expect(call).rejects.toThrow();
    while (!toolkit.worker.queue('0').is_running) await new Promise((resolve) => setImmediate(resolve));
    toolkit.tick();
    expect(toolkit.named('fox_lora').status).toBe('running');
  });

  it('starts one job once, however many calls ask for it at the same time', async () => {
    const job = toolkit.addJob({ name: 'fox_lora' });
    const call = () => tools.call('start-training', { config_name: 'fox' });
    const calls = await Promise.allSettled([call(), call(), call(), call()]);
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(toolkit.requests.filter(({ url }) => url.endsWith(`${job.id}/start`))).toHaveLength(1);
  });
});

describe('stop-training', () => {
  const stop = (job: FakeJob) => timer.drive(tools.call('stop-training', { job_id: job.id }));

  it('takes a waiting job out of the queue, so that it does not run after all', async () => {
    const job = toolkit.addJob({ name: 'fox_lora' });
    toolkit.worker.enqueue(job);
    await expect(stop(job)).resolves.toMatchObject({
      status_before: 'queued',
      status: 'stopped',
      stopped: true,
    });
    toolkit.worker.queue('0').is_running = true;
    toolkit.tick(3);
    expect(job.status).toBe('stopped');
  });

  it('waits until a running job has ended', async () => {
    await expect(stop(running())).resolves.toMatchObject({
      status_before: 'running',
      status: 'stopped',
      stopped: true,
      process_ended: true,
    });
  });

  it('says so when the job runs on', async () => {
    const job = running();
    toolkit.instead = (call) => (call.path[2] === 'stop' ? { status: 200, body: {} } : undefined);
    await expect(stop(job)).resolves.toMatchObject({
      status: 'running',
      stopped: false,
      process_ended: false,
    });
  });

  it('says so when the backend calls it stopped and its process was not seen to end', async () => {
    const job = running();
    toolkit.instead = (call) => {
      if (call.path[2] !== 'stop') return undefined;
      Object.assign(job, { status: 'stopped', info: 'Stopping job...' });
      return { status: 200, body: {} };
    };
    await expect(stop(job)).resolves.toMatchObject({ stopped: true, process_ended: false });
  });

  it('takes the word of the log for the end of the process', async () => {
    const job = running();
    toolkit.instead = (call) => {
      if (call.path[2] !== 'stop') return undefined;
      Object.assign(job, { status: 'stopped', info: 'Stopping job...' });
      job.kept.log = `${job.kept.log ?? ''}====\nJob stopped\n`;
      return { status: 200, body: {} };
    };
    await expect(stop(job)).resolves.toMatchObject({ stopped: true, process_ended: true });
  });

  it('asks nothing of a job that has ended', async () => {
    const job = toolkit.addJob({ status: 'completed' });
    await expect(stop(job)).resolves.toMatchObject({ status_before: 'completed', status: 'completed' });
    expect(toolkit.requests.filter(({ url }) => /stop/.test(url))).toEqual([]);
  });

  it('tells a missing job as an error', async () => {
    await expect(tools.call('stop-training', { job_id: 'none' })).rejects.toThrow(/^job_not_found: job_id/);
  });
});

describe('get-training-status', () => {
  it('shows what the trainer does, how fast, and the time that is left', async () => {
    const job = running({ step: 250 });
    Object.assign(job, { info: 'Training', speed_string: '2.50 sec/iter' });
    await expect(tools.call('get-training-status', { job_id: job.id })).resolves.toMatchObject({
      found: true,
      status: 'running',
      progress: 25,
      current_step: 250,
      total_steps: 1_000,
      info: 'Training',
      speed_string: '2.50 sec/iter',
      iter_per_sec: 0.4,
      eta_seconds: 1_875,
    });
    await expect(tools.text('get-training-status', { job_id: job.id })).resolves.toContain('31 min 15 s');
  });

  it('promises no time to a job that has ended, whatever speed it had', async () => {
    const job = toolkit.addJob({ status: 'stopped', step: 10, speed_string: '2.50 iter/sec' });
    await expect(tools.call('get-training-status', { job_id: job.id })).resolves.toMatchObject({
      iter_per_sec: null,
      eta_seconds: null,
    });
  });

  it.each(['0.0000001 iter/sec', '99999999 sec/iter', `${'9'.repeat(400)} iter/sec`])(
    'answers by its schema whatever the backend counts: %s',
    async (speed_string) => {
      const job = running();
      Object.assign(job, { step: 1.5, total_steps: 0, job_config: '{}', speed_string });
      await expect(tools.call('get-training-status', { job_id: job.id })).resolves.toMatchObject({
        current_step: 0,
        total_steps: null,
        progress: 0,
        iter_per_sec: null,
      });
    },
  );

  it('calls a running job that was told to stop stopping', async () => {
    const job = running();
    job.stop = true;
    await expect(tools.call('get-training-status', { job_id: job.id })).resolves.toMatchObject({
      status: 'stopping',
    });
  });
});

it('lists jobs newest first', async () => {
  await expect(tools.text('list-training-jobs')).resolves.toBe('The backend has no jobs.');
  toolkit.addJob({ name: 'fox', step: 5 });
  toolkit.addJob({ name: 'owl', config: {}, status: 'completed' });
  const { count, jobs } = await tools.call('list-training-jobs');
  expect(count).toBe(2);
  expect(jobs).toMatchObject([
    { name: 'owl', total_steps: null },
    { name: 'fox', total_steps: 1_000 },
  ]);
  await expect(tools.text('list-training-jobs')).resolves.toMatch(
    /^- owl .* completed \[0%\]\n- fox .* \[5\/1000\]$/,
  );
});

describe('get-training-logs', () => {
  it('shows the last redrawings of the bar as lines, without terminal codes', async () => {
    const job = toolkit.addJob({ kept: { log: 'start\r\n\u001b[Afox:  1%\rfox:  2%\r\n\nJob stopped\n' } });
    await expect(tools.call('get-training-logs', { job_id: job.id, lines: 3 })).resolves.toEqual({
      job_id: job.id,
      lines: ['fox:  1%', 'fox:  2%', 'Job stopped'],
      line_count: 3,
      truncated: true,
    });
  });

  it('holds a log of megabytes to what a client can take', async () => {
    const job = toolkit.addJob({ kept: { log: syntheticRun({ steps: 9_000, totalSteps: 9_000 }).log } });
    const { lines, truncated } = await tools.call('get-training-logs', { job_id: job.id, lines: 1e9 });
    expect((lines as string[]).join('\n').length).toBeLessThanOrEqual(1024 * 1024);
    expect(truncated).toBe(true);
  });

  it('says that a log is empty, and that a job is missing', async () => {
    const { id } = toolkit.addJob();
    await expect(tools.text('get-training-logs', { job_id: id })).resolves.toBe('The log is empty.');
    await expect(tools.call('get-training-logs', { job_id: 'none' })).rejects.toThrow(/^job_not_found/);
  });
});

describe('get-system-stats', () => {
  it('shows all GPUs, and the first one where one is asked for', async () => {
    running();
    await expect(tools.call('get-system-stats')).resolves.toMatchObject({
      gpu_name: 'NVIDIA GeForce RTX 4090',
      gpu_memory_used: 20_000,
      gpu_memory_total: 24_564,
      gpu_utilization: 97,
      cpu_percent: 12.5,
      ram_used: 16,
      ram_total: 64,
      active_jobs: 1,
      jobs_count: 1,
      unavailable: [],
    });
  });

  it('tells what could not be asked, and shows the rest', async () => {
    toolkit.instead = (call) => (call.path[0] === 'gpu' ? { status: 500, body: {} } : undefined);
    await expect(tools.call('get-system-stats')).resolves.toMatchObject({
      gpu_name: null,
      cpu_percent: 12.5,
      unavailable: [{ part: 'gpu', error: expect.stringContaining('backend_failed') as string }],
    });
  });

  it('is an error when the token is refused, and not a machine without GPU', async () => {
    toolkit.token = 'secret';
    await expect(tools.call('get-system-stats')).rejects.toThrow(
      /^backend_unauthorized: .*AI_TOOLKIT_AUTH_TOKEN/,
    );
  });
});
