import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pictureOf } from '../training/dataset-images.ts';
import { startFakeAiToolkit, type FakeAiToolkit } from '../training/fake-ai-toolkit/fake-ai-toolkit.ts';
import { syntheticRun } from '../training/synthetic-log.ts';
import { bridgeDoor, openStdioDoor, SCHEMAS, type Answer, type TrainingDoor } from './training-doors.ts';
import { makeTrainingFolders, removeFolders, type TrainingFolders } from './training-harness.ts';
import { runTrainingProcess } from './training-process.ts';

const NAME = 'fox_lora';
const TOKEN = 'the-token-of-the-backend';
const HUB_MODEL = 'stable-diffusion-v1-5/stable-diffusion-v1-5';
const DRAFT = { model_name: HUB_MODEL, dataset_path: 'foxes', trigger_word: 'fxo', steps: 1_000 };
const SCENES = [
  'in the snow',
  'beside a river',
  'under an oak',
  'on a stone wall',
  'at night',
  'in tall grass',
];
const WEIGHTS = Buffer.from('the weights of a small network');
const SECRETS = [TOKEN, 'hf_secret_of_the_backend'];

interface Posted {
  readonly alerts: readonly Answer[];
}

/** The user's own receiver of alerts. */
async function startReceiver(heard: Posted[]): Promise<Server> {
  const server = createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    heard.push(JSON.parse(await text(request)) as Posted);
    response.writeHead(204).end();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

describe('a user of the training server', () => {
  const heard: Posted[] = [];
  const used = new Set<string>();
  let toolkit: FakeAiToolkit;
  let folders: TrainingFolders;
  let receiver: Server;
  let env: Record<string, string>;
  let door: TrainingDoor;
  let endProcess = async () => undefined as void;
  let answers = '';

  const call = async (tool: string, args: Record<string, unknown> = {}, onProgress?: () => void) => {
    used.add(tool);
    const answer = await door.call(tool, args, onProgress);
    answers += JSON.stringify(answer);
    return answer;
  };
  const place = (...parts: string[]) => join(folders.directory, ...parts);
  const idOf = (name: string) => toolkit.named(name).id;

  beforeAll(async () => {
    toolkit = await startFakeAiToolkit({ token: TOKEN });
    folders = await makeTrainingFolders();
    receiver = await startReceiver(heard);
    env = {
      ...folders.env,
      AI_TOOLKIT_SERVER_URL: toolkit.url,
      AI_TOOLKIT_AUTH_TOKEN: TOKEN,
      TRAINING_WEBHOOK_ALLOW: `http://127.0.0.1:${portOf(receiver)}/alerts`,
      TRAINING_WEBHOOK_PRIVATE_HOSTS: '127.0.0.1',
    };
  });

  afterAll(async () => {
    await endProcess();
    receiver.close();
    await toolkit.close();
    await removeFolders(folders);
  });

  describe('on standard streams', () => {
    beforeAll(async () => {
      const stdio = await openStdioDoor(env);
      door = stdio;
      endProcess = () => stdio.close();
    });
    afterAll(() => endProcess());

    it('is shown every tool with a title, what it does to the world, and what it takes and answers', async () => {
      const { tools } = await (door as Awaited<ReturnType<typeof openStdioDoor>>).tools();
      const published = (await readdir(SCHEMAS)).map((file) => file.replace('.schema.json', ''));
      expect(published).toHaveLength(27);
      expect(tools.map(({ name }) => name).toSorted()).toEqual(published.toSorted());
      for (const { name, title, annotations, inputSchema, outputSchema } of tools) {
        const told = [title !== '', annotations?.readOnlyHint, inputSchema.type, outputSchema?.type];
        expect([name, ...told]).toEqual([name, true, expect.any(Boolean), 'object', 'object']);
      }
    });

    it('writes a config, is told that its data set is missing, uploads that, and has a valid config', async () => {
      expect(await call('list-configs')).toMatchObject({ configs: [] });
      const created = await call('create-training-config', { name: NAME, ...DRAFT });
      expect(created).toMatchObject({
        replaced: false,
        dataset_path: '/toolkit/datasets/foxes',
        warnings: [],
      });
      const early = await call('validate-training-config', { config_name: NAME });
      expect(early).toMatchObject({ valid: false, errors: [{ code: 'DATASET_PATH_NOT_FOUND' }] });
      const images = await Promise.all(
        SCENES.map(async (scene, seed) => ({
          filename: `fox ${seed}.jpg`,
          content: (await pictureOf({ seed: seed + 1 })).toString('base64'),
          caption: `fxo, a red fox ${scene}`,
        })),
      );
      const bad = {
        filename: 'notes.jpg',
        content: Buffer.from('no image').toString('base64'),
        caption: 'x',
      };
      const uploaded = await call('upload-dataset', { dataset_name: 'foxes', images: [...images, bad] });
      expect(uploaded).toMatchObject({ images_saved: 6, captions_saved: 6, skipped: [{ index: 6 }] });
      expect(await call('list-datasets')).toMatchObject({ datasets: [{ name: 'foxes' }] });
      expect(await call('auto-improve-dataset', { dataset_path: 'foxes' })).toMatchObject({ applied: false });
      const report = await call('validate-training-config', { config_name: NAME });
      expect(report).toMatchObject({ valid: true, errors: [] });
      expect(report).toMatchObject({ normalized_config: { dataset: { stats: { total_images: 6 } } } });
      expect(await call('get-training-info', { name: NAME })).toMatchObject({ trigger_word: 'fxo' });
      expect(await call('get-config', { name: NAME })).toMatchObject({ name: NAME });
    });

    it('trains under guard until the job is done, and hears of it meanwhile', async () => {
      const plan = { goal: 'a character', config_name: NAME, time_budget_minutes: 60 };
      expect(await call('recommend-training-plan', plan)).toMatchObject({
        plan: { goal_profile: 'character' },
      });
      let polls = 0;
      const goOn = () => {
        polls += 1;
        if (polls === 1) {
          const run = syntheticRun({ jobName: NAME, totalSteps: 1_000 });
          toolkit.willPlay(toolkit.named(NAME), run, 2);
          toolkit.tick();
        }
        toolkit.tick();
      };
      const guarded = { config_name: NAME, poll_interval_seconds: 2, monitor_seconds: 60 };
      const run = await call('run-training-with-guardrails', guarded, goOn);
      expect(run).toMatchObject({ status: 'job_completed', started: true, final_status: 'completed' });
      expect(run).toMatchObject({ triggered_guardrails: [], monitor: { failed_polls: 0 } });
      const { snapshots } = run['monitor'] as { snapshots: { status: string; current_step: number }[] };
      expect(snapshots.map(({ status }) => status)).toEqual(['queued', 'running', 'completed']);
      expect(snapshots.at(-1)?.current_step).toBe(1_000);
    });

    it('looks at the job, its log and the machine', async () => {
      const job = { job_id: idOf(NAME) };
      const done = { status: 'completed', progress: 100, current_step: 1_000 };
      expect(await call('get-training-status', job)).toMatchObject(done);
      expect(await call('get-training-logs', { ...job, lines: 5 })).toMatchObject({ job_id: job.job_id });
      expect(await call('get-system-stats')).toMatchObject({ gpu_name: 'NVIDIA GeForce RTX 4090' });
      expect(await call('list-training-jobs')).toMatchObject({ count: 1, jobs: [done] });
      const series = await call('watch-training-timeseries', { ...job, duration_seconds: 0 });
      expect(series).toMatchObject({ window: { points_collected: 1 }, final_status: 'completed' });
    });

    it('ends with its client', async () => {
      const began = performance.now();
      await endProcess();
      expect(performance.now() - began).toBeLessThan(2_000);
    });
  });

  describe('over the HTTP bridge, on the same folders', () => {
    beforeAll(async () => {
      const slow = toolkit.addJob({ name: 'slow_lora' });
      toolkit.play(
        slow,
        syntheticRun({ scenario: 'slow', jobName: 'slow_lora', steps: 400, lastLoss: 0.49 }),
      );
      Object.assign(slow, { status: 'stopped', pid: null });
      const file = `${NAME}/${NAME}.safetensors`;
      toolkit.named(NAME).kept.files.push({ path: `/toolkit/output/${file}`, size: WEIGHTS.length });
      await mkdir(place('outputs', NAME));
      await writeFile(place('outputs', file), WEIGHTS);
      await writeFile(place('outputs', NAME, 'config.yaml'), `job: extension\nconfig:\n  name: ${NAME}\n`);
      const server = await runTrainingProcess({ ...env, MCP_HTTP_MAX_BODY_BYTES: '65536' });
      door = bridgeDoor(server.url);
      endProcess = () => server.end('SIGTERM');
    });

    it('is told everything about the run in one answer', async () => {
      const wanted = { job_id: idOf(NAME), include_baseline_comparison: true, include_raw_log_excerpt: true };
      const seen = await call('get-training-observability', wanted);
      expect(seen).toMatchObject({
        overall_health: 'healthy',
        alerts: [],
        dataset_resolution: { dataset_source: 'config' },
        quality_analysis: { status: 'healthy', trend: 'improving' },
        speed_analysis: { status: 'healthy' },
        error_analysis: { severity: 'none' },
        dataset_analysis: { total_images: 6, caption_coverage_pct: 100 },
        intelligence: { bottlenecks: [] },
        baseline_comparison: { enabled: true, position: { rank: 1, total: 2 } },
      });
      expect(seen['raw_log_excerpt']).toContain('Result:');
    });

    it('has the run evaluated, compared, and the next experiment suggested', async () => {
      const evaluated = await call('evaluate-lora', { job_id: idOf(NAME) });
      expect(evaluated).toMatchObject({ passed: true, grade: expect.stringMatching('[AB]') });
      const job_ids = [idOf('slow_lora'), idOf(NAME)];
      const compared = await call('compare-training-runs', { job_ids });
      expect(compared).toMatchObject({ compared_count: 2, skipped_runs: [] });
      expect(compared).toMatchObject({ ranking: { winner_job_id: idOf(NAME) } });
      const next = await call('suggest-next-experiment', { job_ids });
      expect(next).toMatchObject({ selected_job_id: idOf(NAME), skipped_candidates: [] });
      expect(next['recommendation']).toMatchObject({ recommendation_type: 'exploration' });
    });

    it('has a report written, for programs and for people', async () => {
      const report = await call('export-observability-report', { job_id: idOf(NAME) });
      const json = JSON.parse(await readFile(String(report['json_report_path']), 'utf8')) as Answer;
      expect(json).toMatchObject({ job_id: idOf(NAME), evaluation: { passed: true } });
      const words = await readFile(String(report['markdown_report_path']), 'utf8');
      expect(words).toContain(`Observability Report: ${idOf(NAME)}`);
    });

    it('has alerts of the slow run brought to a file once, and to a webhook', async () => {
      const alarming = { job_id: idOf('slow_lora'), min_severity: 'critical' };
      const routed = await call('alert-routing', alarming);
      expect(routed).toMatchObject({ alerts_routed: 1, route_result: { sink: 'file', routed: true } });
      const again = await call('alert-routing', alarming);
      expect(again).toMatchObject({ alerts_routed: 0, filter_stats: { dropped_duplicate: 1 } });
      const [file = ''] = await readdir(place('outputs', 'alerts'));
      const lines = (await readFile(place('outputs', 'alerts', file), 'utf8')).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
        { alert: { severity: 'critical', category: 'speed' }, context: { job_id: alarming.job_id } },
      ]);
      const destination = env['TRAINING_WEBHOOK_ALLOW'];
      const hook = { ...alarming, sink: 'webhook', destination, state_path: 'hook.json' };
      expect(await call('alert-routing', hook)).toMatchObject({ route_result: { webhook_status: 204 } });
      expect(heard).toMatchObject([{ alerts: [{ severity: 'critical', category: 'speed' }] }]);
      const stranger = { ...hook, destination: 'http://127.0.0.1:9/alerts', state_path: 'other.json' };
      await expect(door.call('alert-routing', stranger)).rejects.toThrow('webhook_not_allowed');
    });

    it('finds the model and downloads it whole, with its config', async () => {
      const model_path = `${NAME}/${NAME}.safetensors`;
      expect(await call('export-model', { job_id: idOf(NAME) })).toMatchObject({ model_path });
      expect(await call('list-exported-models')).toMatchObject({ models: [{ path: model_path }] });
      expect(await call('list-comfyui-models')).toMatchObject({ models: [] });
      const model = await call('download-model', { model_path });
      expect(Buffer.from(String(model['content']), 'base64')).toEqual(WEIGHTS);
      expect(model).toMatchObject({ size: WEIGHTS.length, training_config: { config: { name: NAME } } });
    });

    it('starts a training without a guard, and takes it out of the queue again', async () => {
      await call('create-training-config', { name: 'second', ...DRAFT });
      const started = await call('start-training', { config_name: 'second' });
      expect(started).toMatchObject({ status: 'queued', created: true });
      const stopped = await call('stop-training', { job_id: started['job_id'] });
      expect(stopped).toMatchObject({ stopped: true, status_before: 'queued' });
    });

    it('has used every tool by now, and has seen no secret', async () => {
      expect([...used].map((name) => `${name}.schema.json`).toSorted()).toEqual(
        (await readdir(SCHEMAS)).toSorted(),
      );
      for (const secret of SECRETS) expect(answers).not.toContain(secret);
      expect(toolkit.requests.filter(({ authorization }) => authorization === undefined)).toEqual([]);
    });
  });
});
