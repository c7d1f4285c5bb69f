import { comparisonOf, configOf, GPUS, savesOf } from './fake-training-facts.ts';
import { learningRateOf, lossOf, pictureOf, samplesOf } from './fake-training-run.ts';
import { shapedAnswer } from './training-schemas.ts';

type Answer = readonly [status: number, body?: unknown];
type Json = Record<string, unknown>;

const TOOLS = [
  'list-training-jobs',
  'get-training-status',
  'get-training-observability',
  'list-configs',
  'validate-training-config',
  'start-training',
  'stop-training',
  'export-model',
  'get-system-stats',
  'get-config',
  'compare-training-runs',
];
const minutesAgo = (minutes: number) => new Date(Date.now() - 60_000 * minutes).toISOString();

interface FakeTrainingJob extends Json {
  readonly job_id: string;
  readonly name: string;
  status: string;
}

/** FakeTraining is a router whose registry has one server: that of the training jobs. */
export class FakeTraining {
  /** Undefined: there is none, and it answers nothing. */
  state: 'up' | 'down' | undefined;
  jobs: FakeTrainingJob[] = jobsAtFirst();
  configs = ['fox-lora', 'hare-lora', 'broken-lora', 'cat-lora'];
  /** What a call is answered with in place of a result. */
  failure: string | undefined;
  /** Tools that were called, in their order. */
  readonly called: string[] = [];

  /** Undefined: this is about something else. */
  async answer(
    method: string,
    path: string,
    body: Json,
    query: URLSearchParams,
  ): Promise<Answer | undefined> {
    const look = /^\/bff\/training\/([a-z-]+)$/.exec(path)?.[1];
    if (this.state === undefined)
      return look === undefined ? undefined : [404, { code: 'not_found', detail: 'there is no such server' }];
    if (look !== undefined) return [200, await this.call(look, Object.fromEntries(query))];
    if (path === '/bff/router/api/mcp/servers') return [200, this.registry()];
    if (path === '/bff/router/api/mcp/tools') return [200, { server: 'training', tools: TOOLS.map(known) }];
    if (path === '/bff/router/mcp/servers/training/tools')
      return [200, { tools: TOOLS.map((name) => ({ name, inputSchema: { type: 'object' } })) }];
    if (method !== 'POST' || path !== '/bff/router/mcp/servers/training/call') return undefined;
    return [200, await this.call(String(body['tool']), (body['arguments'] ?? {}) as Json)];
  }

  private async call(tool: string, given: Json): Promise<Json> {
    this.called.push(tool);
    if (this.failure !== undefined) return failed(this.failure);
    const answer = await this.given(tool, given);
    if (typeof answer === 'string') return failed(answer);
    return { content: [{ type: 'text', text: 'done' }], structuredContent: shapedAnswer(tool, answer) };
  }

  /** What a tool says, or in words why it does not. */
  private async given(tool: string, given: Json): Promise<Json | string> {
    if (tool === 'list-training-jobs') return this.listed(Number(given['loss_points'] ?? 0));
    if (tool === 'list-configs') return { count: this.configs.length, configs: this.configs };
    if (tool === 'validate-training-config') return checkOf(String(given['config_name']));
    if (tool === 'get-config') return configOf(String(given['name']));
    if (tool === 'get-system-stats') return { gpus: GPUS };
    if (tool === 'compare-training-runs') return comparisonOf(given['job_ids'] as string[]);
    if (tool === 'start-training') return this.start(String(given['config_name']), given['gpu_ids']);
    const job = this.jobs.find(({ job_id: id }) => id === given['job_id']);
    if (job === undefined) return 'job_not_found: job_id: the backend has no such job';
    if (tool === 'export-model') return savesOf(job);
    if (tool === 'stop-training') return stopped(job);
    if (tool === 'get-training-observability') return healthOf(job, given['include_dataset'] === true);
    return await statusOf(job, given);
  }

  private listed(points: number): Json {
    const jobs = this.jobs.map((job) => ({
      ...job,
      ...(points > 0 && { loss: thinned(lossOf(job.job_id), points) }),
    }));
    return { count: jobs.length, jobs };
  }

  private start(config: string, gpus: unknown): Json | string {
    const there = this.jobs.find(({ name }) => name === config);
    if (there?.status === 'running') return `job_active: config_name: the job is running (${there.job_id})`;
    const job = there ?? { ...LEAST, job_id: `job-of-${config}`, name: config, status: '' };
    Object.assign(job, { status: 'queued', queue_position: 9_000, updated_at: minutesAgo(0) });
    if (typeof gpus === 'string') Object.assign(job, { gpu_ids: gpus });
    if (there === undefined) this.jobs = [job, ...this.jobs];
    return { ...job, config_name: config, created: there === undefined, notes: [] };
  }

  private registry() {
    const { state } = this;
    const counts = { allowed: TOOLS.length, denied: 0, quarantined: 0, blocked: 0 };
    const why = { reason: 'the connection was refused', since: minutesAgo(7) };
    const server = {
      id: 'training',
      enabled: true,
      kind: 'url',
      state,
      failures: state === 'down' ? 3 : 0,
      tools: counts,
      errors_last_hour: 0,
      ...(state === 'down' && why),
    };
    const [servers, enabled] = [[server], [server.id]];
    const rest = { problems: [], dynamic: true, inferred: false, catalog: [], registry: {} };
    return { ok: true, ...rest, enabled, servers };
  }
}

const LEAST = {
  found: true,
  progress: 0,
  current_step: 0,
  total_steps: 1_000,
  info: '',
  speed_string: null,
  iter_per_sec: null,
  eta_seconds: null,
  gpu_ids: '0',
  queue_position: null,
  updated_at: null,
};

function jobsAtFirst(): FakeTrainingJob[] {
  const fox = { info: 'Training', speed_string: '1.25 iter/sec', iter_per_sec: 1.25, eta_seconds: 288 };
  const steps = (current_step: number, total_steps: number | null) => ({
    current_step,
    total_steps,
    progress: total_steps === null ? 0 : Math.floor((100 * current_step) / total_steps),
  });
  const long = 'portraits-of-a-lighthouse-keeper-in-winter-flux-rank-64-second-attempt-with-better-captions';
  const job = (job_id: string, name: string, status: string, given: Json) => ({
    ...LEAST,
    job_id,
    name,
    status,
    ...given,
  });
  return [
    job('wolf', 'wolf-lora', 'queued', { queue_position: 4_000, updated_at: minutesAgo(1), info: '' }),
    job('fox', 'fox-lora', 'running', { ...fox, ...steps(640, 1_000), updated_at: minutesAgo(0) }),
    job('keeper', long, 'error', {
      ...steps(2_310, 12_000),
      info: 'CUDA out of memory',
      gpu_ids: '1,2',
      updated_at: minutesAgo(95),
    }),
    job('cat', 'cat-lora', 'completed', {
      ...steps(1_000, 1_000),
      info: 'Training completed',
      speed_string: '0.42 iter/sec',
      updated_at: minutesAgo(2_000),
    }),
    job('old', 'from-an-older-backend', 'stopped', steps(120, null)),
  ];
}

async function statusOf(job: FakeTrainingJob, given: Json): Promise<Json> {
  const [loss, samples] = [lossOf(job.job_id), samplesOf(job.job_id)];
  const names = (given['sample_images'] ?? []) as string[];
  const images = names.map(async (name) => ({ name, mime_type: 'image/webp', data: await pictureOf(name) }));
  return {
    ...job,
    ...(Number(given['loss_points'] ?? 0) > 0 && {
      loss,
      loss_point_count: loss.length * 3,
      loss_null_count: loss.filter(({ value }) => value === null).length,
    }),
    ...(Number(given['learning_rate_points'] ?? 0) > 0 && { learning_rate: learningRateOf(job.job_id) }),
    ...(given['include_samples'] === true && { samples }),
    ...(names.length > 0 && { sample_images: await Promise.all(images) }),
  };
}

function thinned<T>(all: readonly T[], most: number): T[] {
  const each = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_one, index) => index % each === 0);
}

function stopped(job: FakeTrainingJob): Json {
  const before = job.status;
  Object.assign(job, { status: 'stopped', iter_per_sec: null, eta_seconds: null, info: 'Job stopped' });
  const { job_id, name, status } = job;
  return { job_id, name, status_before: before, status, stopped: true, process_ended: true };
}

function checkOf(config: string): Json {
  const train = { steps: 1_000 };
  if (config !== 'broken-lora') {
    const warnings = [{ code: 'prompts_missing', message: 'no sample prompts are set' }];
    return { valid: true, warnings, normalized_config: { job_name: config, train } };
  }
  const errors = [{ code: 'dataset_missing', message: 'the data set folder is not there' }];
  return { valid: false, errors, normalized_config: { job_name: config, train } };
}

const SPEED = {
  code: 'SPEED_SLOW',
  severity: 'warning',
  category: 'speed',
  message: 'It trains at 0.18 steps a second, which is slow.',
  confidence: 0.8,
};
const ERRORS = {
  code: 'LOG_ERRORS_CRITICAL',
  severity: 'critical',
  category: 'errors',
  message: 'The log tells of memory that ran out.',
  confidence: 0.95,
};
const CAPTIONS = {
  code: 'DATASET_LOW_CAPTION_COVERAGE',
  severity: 'warning',
  category: 'dataset',
  message: 'Only 61 % of the images have a caption.',
  confidence: 0.9,
};

function healthOf({ job_id: id }: FakeTrainingJob, withDataset: boolean): Json {
  const alerts = [...(id === 'keeper' ? [ERRORS, SPEED] : []), ...(withDataset ? [CAPTIONS] : [])];
  const score = {
    convergence_score: 74.2,
    stability_score: 88,
    dataset_quality_score: withDataset ? 61 : null,
  };
  return {
    job_id: id,
    generated_at: minutesAgo(0),
    overall_health: id === 'keeper' ? 'critical' : withDataset ? 'warning' : 'healthy',
    logs: { analyzed_line_count: 500, requested_line_count: 500 },
    quality_analysis: { trend: 'improving', improvement_pct: 31.4 },
    error_analysis: { total_mentions: id === 'keeper' ? 4 : 0 },
    run_report: { metrics: score },
    alerts,
    evaluation: EVALUATION,
  };
}

const EVALUATION = {
  overall_score: 78.6,
  grade: 'B',
  passed: true,
  pass_threshold: 70,
  components: { convergence: 74.2, stability: 88, speed: 70, dataset: null, caption_quality: null },
  weights: { convergence: 0.5, stability: 0.3, speed: 0.2 },
  diagnostics: [],
};

function failed(text: string): Json {
  return { content: [{ type: 'text', text }], isError: true };
}

function known(tool: string) {
  return { tool, state: 'allowed', hash: 'a'.repeat(64), since: new Date(0).toISOString() };
}
