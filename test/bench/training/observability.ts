import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startFakeAiToolkit, type FakeAiToolkit } from '../../training/fake-ai-toolkit/fake-ai-toolkit.ts';
import { syntheticRun } from '../../training/synthetic-log.ts';
import { startChild, stopChild } from '../children.ts';
import { fixed, type PartReport } from '../operations/report.ts';
import { peakRssMiB, rssMiB } from '../process-usage.ts';
import { median } from '../quantile.ts';
import { freePort, readyAfter, SUBJECT_CORE } from '../subject.ts';
import { writeImages } from './images.ts';

export interface ObservabilityPlan {
  readonly logBytes: number;
  readonly images: number;
  /** Pixels of a side. */
  readonly imageSize: number;
  /** How often the same is asked again. */
  readonly warmCalls: number;
}

const SCRIPT = join(import.meta.dirname, '../../../dist/apps/training/src/main.js');
const BYTES_PER_STEP = 190;
const NAME = 'fox_lora';

/** measureObservability asks the built server about a run with a long log and many images: at first, and again. */
export async function measureObservability(folder: string, plan: ObservabilityPlan): Promise<PartReport> {
  const toolkit = await startFakeAiToolkit();
  try {
    const job = longRun(toolkit, plan.logBytes);
    await writeImages(join(folder, 'datasets/foxes'), plan.images, plan.imageSize);
    return await measured(folder, toolkit, plan, job);
  } finally {
    await toolkit.close();
  }
}

interface LongRun {
  readonly id: string;
  readonly bytes: number;
}

function longRun(toolkit: FakeAiToolkit, bytes: number): LongRun {
  const job = toolkit.addJob({ name: NAME });
  const totalSteps = Math.ceil(bytes / BYTES_PER_STEP);
  const run = syntheticRun({ jobName: NAME, totalSteps, saveEvery: 1_000 });
  toolkit.play(job, run);
  toolkit.tailBytes = bytes;
  return { id: job.id, bytes: Buffer.byteLength(run.log) };
}

async function measured(
  folder: string,
  toolkit: FakeAiToolkit,
  plan: ObservabilityPlan,
  { id: job_id, bytes }: LongRun,
): Promise<PartReport> {
  const faults = bytes < plan.logBytes ? [`the log has ${bytes} bytes only`] : [];
  const server = await startServer(folder, toolkit.url);
  try {
    const idle = rssMiB(server.pid);
    const whole = { job_id, dataset_path: 'foxes', lines: 20_000 };
    const cold = await timed(() => observe(server.url, whole, plan, faults));
    const peak = peakRssMiB(server.pid);
    const warm = await often(plan.warmCalls, () => observe(server.url, whole, plan, faults));
    const logAlone = { ...whole, include_dataset: false };
    const log = await often(plan.warmCalls, () => observe(server.url, logAlone, plan, faults));
    const bare = await often(plan.warmCalls, () => fetchLog(toolkit.url, job_id));
    const rows = [
      { measure: 'cold: the first call', figure: ms(cold) },
      { measure: `warm: median of ${plan.warmCalls}`, figure: ms(median(warm)) },
      { measure: 'warm, without the data set', figure: ms(median(log)), floor: ms(median(bare)) },
      { measure: 'resident memory: idle / peak of the first call', figure: mib(idle, peak) },
      {
        measure: 'resident memory: peak / now, after all',
        figure: mib(peakRssMiB(server.pid), rssMiB(server.pid)),
      },
    ];
    return { title: titleOf(plan), floor: 'its log and loss alone', rows, faults };
  } finally {
    await server.close();
  }
}

function titleOf({ logBytes, images, imageSize }: ObservabilityPlan): string {
  const log = `${fixed(logBytes / 1e6)} MB of log`;
  return `Observability of ${log}, ${images} images of ${imageSize}²`;
}

async function startServer(folder: string, backend: string) {
  const place = (name: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  };
  const env = {
    PATH: process.env['PATH'],
    AI_TOOLKIT_SERVER_URL: backend,
    AI_TOOLKIT_DATASETS_DIR: place('datasets'),
    AI_TOOLKIT_OUTPUTS_DIR: place('outputs'),
    AI_TOOLKIT_CONFIGS_DIR: place('configs'),
    DATA_DIR: place('data'),
    LOG_LEVEL: 'error',
    MCP_HTTP_TOOL_TIMEOUT_SECONDS: '600',
    MCP_HTTP_PORT: String(await freePort()),
  };
  const startedAt = performance.now();
  const child = startChild({ script: SCRIPT, args: ['--http'], env, core: SUBJECT_CORE });
  const url = `http://127.0.0.1:${env.MCP_HTTP_PORT}`;
  await readyAfter(startedAt, `${url}/health`, child);
  return { url, pid: child.pid ?? 0, close: () => stopChild(child) };
}

interface Observed {
  readonly ok: boolean;
  readonly data: {
    readonly dataset_analysis: { readonly scanned_images?: number; readonly corrupt_image_count?: number };
    readonly quality_analysis: { readonly status: string };
  };
}

async function observe(
  url: string,
  args: object,
  { images }: ObservabilityPlan,
  faults: string[],
): Promise<void> {
  const body = JSON.stringify({ name: 'get-training-observability', arguments: args });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/mcp/tool`, { method: 'POST', headers, body });
  const { ok, data } = (await answer.json()) as Observed;
  if (!ok) return void faults.push(`a call answered ${answer.status}`);
  const { scanned_images: scanned = images, corrupt_image_count: corrupt = 0 } = data.dataset_analysis;
  if (scanned !== images || corrupt > 0)
    faults.push(`${scanned} images were looked at, ${corrupt} of them corrupt`);
  if (data.quality_analysis.status !== 'healthy') faults.push(`the run was ${data.quality_analysis.status}`);
}

/** What the server has to fetch in any case. */
async function fetchLog(backend: string, id: string): Promise<void> {
  const paths = ['log', 'loss?key=loss%2Floss&limit=20000'];
  await Promise.all(paths.map(async (path) => (await fetch(`${backend}/api/jobs/${id}/${path}`)).json()));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

async function often(times: number, work: () => Promise<void>): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < times) taken.push(await timed(work));
  return taken;
}

function ms(value: number): string {
  return `${fixed(value)} ms`;
}

function mib(...values: number[]): string {
  return `${values.map((value) => value.toFixed(0)).join(' / ')} MiB`;
}
