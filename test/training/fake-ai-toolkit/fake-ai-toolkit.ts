import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SyntheticRun } from '../synthetic-log.ts';
import { framesOf, newJob, play, type FakeJob, type NewFakeJob } from './fake-job.ts';
import { listOrSave, ofJob, ofQueue, type JobRoutes } from './fake-job-routes.ts';
import { captions, fileOf, ofDatasets, type MediaRoutes } from './fake-media-routes.ts';
import { noSuchRoute, ok, refused, type Call, type Reply } from './fake-reply.ts';
import { FakeWorker } from './fake-worker.ts';

export interface FakeAiToolkitOptions {
  /** Nobody is served without it, except files and images. */
  readonly token?: string;
  readonly trainingFolder?: string;
  readonly datasetsFolder?: string;
  /** A backend of early 2026. */
  readonly isOlder?: boolean;
}

interface FakeRequest {
  readonly method: string;
  /** With the query, as it came. */
  readonly url: string;
  readonly authorization: string | undefined;
}

/**
 * FakeAiToolkit is a training backend in memory. Nothing happens in it by itself: jobs wait, train and end as `tick()`
 * is called, which is a second of the backend's worker.
 */
export interface FakeAiToolkit extends JobRoutes, MediaRoutes {
  readonly url: string;
  readonly requests: readonly FakeRequest[];
  token: string | undefined;
  isOlder: boolean;
  gpus: readonly object[];
  cpu: object;
  /** In the settings, in clear. */
  hfToken: string;
  /** Answers in place of the backend; with undefined the backend answers. */
  instead: ((call: Call) => Reply | undefined | Promise<Reply | undefined>) | undefined;
  /** Called before each call is answered, such as to `tick()`. */
  beforeEach: ((call: Call) => void) | undefined;
  addJob(job?: NewFakeJob): FakeJob;
  /** The job that a test knows to be there. */
  named(name: string): FakeJob;
  /** The job is at the end of this run. */
  play(job: FakeJob, run: SyntheticRun): void;
  /** Once it runs, the job makes this run within so many ticks. */
  willPlay(job: FakeJob, run: SyntheticRun, ticks: number): void;
  tick(times?: number): void;
  close(): Promise<void>;
}

const GPU = {
  index: 0,
  name: 'NVIDIA GeForce RTX 4090',
  driverVersion: '580.1',
  temperature: 61,
  utilization: { gpu: 97, memory: 40 },
  memory: { total: 24_564, free: 4_564, used: 20_000 },
  power: { draw: 340, limit: 450 },
};
const CPU = { name: 'A CPU', cores: 16, totalMemory: 65_536, availableMemory: 49_152, currentLoad: 12.5 };

/** startFakeAiToolkit serves a training backend over HTTP on the loopback interface. */
export async function startFakeAiToolkit(options: FakeAiToolkitOptions = {}): Promise<FakeAiToolkit> {
  const requests: FakeRequest[] = [];
  const toolkit = { ...stateOf(options), requests };
  const server = createServer((incoming, response) => void answer(toolkit, requests, incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return Object.assign(toolkit, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close });
}

function stateOf(options: FakeAiToolkitOptions): FakeAiToolkit {
  const jobs = new Map<string, FakeJob>();
  const worker = new FakeWorker(jobs);
  return {
    url: '',
    requests: [],
    jobs,
    worker,
    datasets: new Map(),
    outputs: new Map(),
    tailBytes: 5_000_000,
    trainingFolder: options.trainingFolder ?? '/toolkit/output',
    datasetsFolder: options.datasetsFolder ?? '/toolkit/datasets',
    token: options.token,
    isOlder: options.isOlder ?? false,
    gpus: [GPU],
    cpu: CPU,
    hfToken: 'hf_secret_of_the_backend',
    instead: undefined,
    beforeEach: undefined,
    addJob: (given = {}) => {
      const job = newJob(given, jobs.size + 1);
      jobs.set(job.id, job);
      return job;
    },
    named: (name) => {
      const job = [...jobs.values()].find((each) => each.name === name);
      if (job === undefined) throw new Error(`there is no job ${name}`);
      return job;
    },
    play,
    willPlay: (job, run, ticks) => {
      job.total_steps = run.totalSteps;
      job.kept.frames.push(...framesOf(run, ticks));
    },
    tick: (times = 1) => {
      for (let nth = 0; nth < times; nth += 1) worker.tick();
    },
    close: () => Promise.resolve(),
  };
}

async function answer(
  toolkit: FakeAiToolkit,
  requests: FakeRequest[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '', headers } = incoming;
  requests.push({ method, url, authorization: headers.authorization });
  const parts: Buffer[] = [];
  for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
  const { pathname, searchParams: query } = new URL(url, 'http://toolkit.example');
  const path = pathname.split('/').slice(2).map(decodeURIComponent);
  const call = { method, path, query, headers, bytes: Buffer.concat(parts) };
  toolkit.beforeEach?.(call);
  send((await toolkit.instead?.(call)) ?? (await reply(toolkit, call)), response);
}

function send({ status, body, headers }: Reply, response: ServerResponse): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = isRaw ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const type = isRaw ? 'application/octet-stream' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

function reply(toolkit: FakeAiToolkit, call: Call): Reply | Promise<Reply> {
  const [room] = call.path;
  const isOpen = room === 'files' || room === 'img';
  const given = String(call.headers['authorization'] ?? '').split(' ')[1];
  if (!isOpen && toolkit.token !== undefined && given !== toolkit.token) return refused(401, 'Unauthorized');
  if (room === 'auth') return ok({ isAuthenticated: true });
  if (room === 'jobs') return call.path.length === 1 ? listOrSave(call, toolkit) : ofJob(call, toolkit);
  if (room === 'queue') return ofQueue(call, toolkit);
  if (room === 'gpu') return ok({ hasNvidiaSmi: toolkit.gpus.length > 0, gpus: toolkit.gpus });
  if (room === 'cpu') return ok(toolkit.cpu);
  if (room === 'settings') return ok(settingsOf(toolkit));
  if (room === 'datasets') return ofDatasets(call, toolkit);
  if (room === 'caption' && call.path[1] === 'getBatch') return captions(call, toolkit);
  return isOpen ? fileOf(call, toolkit) : noSuchRoute();
}

function settingsOf({ hfToken, trainingFolder, datasetsFolder }: FakeAiToolkit) {
  const paths = { TRAINING_FOLDER: trainingFolder, DATASETS_FOLDER: datasetsFolder };
  return { HF_TOKEN: hfToken, ...paths, MODELS_PATH: '/toolkit/models' };
}
