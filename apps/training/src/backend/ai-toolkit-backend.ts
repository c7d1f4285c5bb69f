import { DomainError } from '@app/kernel';
import type { Backend, NewJob } from './backend.js';
import { failed, jobNotFound, malformed } from './backend-errors.js';
import type { Connection } from './http/connection.js';
import { JsonExchange, type Exchange } from './http/json-exchange.js';
import type { BackendFolders, CpuFigures, GpuFigures, Job, LogPart, LossPoint, StoredFile } from './job.js';
import { LossReader, type LossOptions } from './loss-reader.js';
import { filesOf, samplesOf } from './rows/file-rows.js';
import { jobOf, trainingJobsOf } from './rows/job-row.js';
import { logPartOf } from './rows/log-row.js';
import { cpuOf, foldersOf, gpusOf } from './rows/machine-rows.js';
import { Seats } from './seats.js';

/** Ids go into paths, where some names mean another place. */
const ID = /^[\w-]{1,128}$/;
const GPU_IDS = /^(?:mps|\d{1,3}(?:,\d{1,3}){0,63})$/;
/** A whole log takes tens of megabytes until it has been looked at. */
const WHOLE_LOGS_AT_ONCE = 4;

/** AiToolkitBackend is an AI Toolkit server asked over its HTTP interface. */
export class AiToolkitBackend implements Backend {
  private readonly exchange: JsonExchange;
  private readonly losses: LossReader;
  private readonly wholeLogs = new Seats(WHOLE_LOGS_AT_ONCE);

  constructor(connection: Connection) {
    this.exchange = new JsonExchange(connection);
    this.losses = new LossReader((path, query, signal) => this.ofJob(path, { query, signal }, true));
  }

  async probe(signal?: AbortSignal): Promise<void> {
    const body = await this.get(['auth'], { signal });
    if ((body as { isAuthenticated?: unknown } | undefined)?.isAuthenticated !== true)
      throw malformed('something that no AI Toolkit says');
  }

  async jobs(signal?: AbortSignal): Promise<readonly Job[]> {
    return trainingJobsOf(await this.get(['jobs'], { signal }));
  }

  async job(id: string, signal?: AbortSignal): Promise<Job> {
    if (!ID.test(id)) throw jobNotFound();
    const body = await this.get(['jobs'], { query: { id }, signal });
    if (body === null) throw jobNotFound();
    const job = jobOf(body);
    if (job.id !== id) throw jobNotFound();
    return job;
  }

  createJob(job: NewJob, signal?: AbortSignal): Promise<Job> {
    return this.save({}, job, signal);
  }

  async updateJob(id: string, job: NewJob, signal?: AbortSignal): Promise<Job> {
    await this.job(id, signal);
    return await this.save({ id }, job, signal);
  }

  async start({ id, gpuIds }: Pick<Job, 'id' | 'gpuIds'>, signal?: AbortSignal): Promise<void> {
    checkGpuIds(gpuIds);
    await this.ofJob([id, 'start'], { signal });
    await this.startQueue(gpuIds, signal);
  }

  async startQueue(gpuIds: string, signal?: AbortSignal): Promise<void> {
    checkGpuIds(gpuIds);
    await this.get(['queue', gpuIds, 'start'], { signal });
  }

  /** What is known of the job may be old: one that has left the queue meanwhile is told to end like any other. */
  async stop({ id }: Pick<Job, 'id' | 'status'>, signal?: AbortSignal): Promise<void> {
    const { status } = await this.job(id, signal);
    await this.ofJob([id, status === 'queued' ? 'mark_stopped' : 'stop'], { signal });
  }

  async log(id: string, offset?: number, signal?: AbortSignal): Promise<LogPart> {
    try {
      return await this.logFrom(id, offset, signal);
    } catch (error) {
      const isTooMuch = error instanceof DomainError && error.code === 'backend_malformed';
      if (offset === undefined || !isTooMuch) throw error;
      return await this.logFrom(id, undefined, signal);
    }
  }

  loss(id: string, options?: LossOptions, signal?: AbortSignal): Promise<readonly LossPoint[]> {
    return this.losses.read(id, options, signal);
  }

  learningRate(id: string, signal?: AbortSignal): Promise<readonly LossPoint[]> {
    return this.losses.readLearningRate(id, signal);
  }

  async files(id: string, signal?: AbortSignal): Promise<readonly StoredFile[]> {
    return filesOf(await this.ofJob([id, 'files'], { signal }));
  }

  async samples(id: string, signal?: AbortSignal): Promise<readonly string[]> {
    return samplesOf(await this.ofJob([id, 'samples'], { signal }));
  }

  async gpus(signal?: AbortSignal): Promise<readonly GpuFigures[]> {
    return gpusOf(await this.get(['gpu'], { signal }));
  }

  async cpu(signal?: AbortSignal): Promise<CpuFigures> {
    return cpuOf(await this.get(['cpu'], { signal }));
  }

  async folders(signal?: AbortSignal): Promise<BackendFolders> {
    return foldersOf(await this.get(['settings'], { signal }));
  }

  private async logFrom(id: string, offset: number | undefined, signal?: AbortSignal): Promise<LogPart> {
    const query: Record<string, string> = offset === undefined ? {} : { offset: String(offset) };
    const read = () => this.ofJob([id, 'log'], { query, signal, isLog: true });
    return logPartOf(await (offset === undefined ? this.wholeLogs.take(read, signal) : read()), offset);
  }

  private async save(
    which: { id?: string },
    { name, gpuIds, config }: NewJob,
    signal?: AbortSignal,
  ): Promise<Job> {
    checkGpuIds(gpuIds);
    const body = { ...which, name, gpu_ids: gpuIds, job_config: config };
    const answer = await this.exchange.send({ method: 'POST', path: ['jobs'], body, signal, also: [409] });
    if (answer.status === 409)
      throw new DomainError('job_name_taken', 'another job has this name', { param: 'name' });
    return jobOf(answer.body);
  }

  /** What a route of one job answers; undefined when this backend has no such route and `mayLack` it. */
  private async ofJob(
    [id = '', action = '']: readonly string[],
    options: Options,
    mayLack = false,
  ): Promise<unknown> {
    if (!ID.test(id)) throw jobNotFound();
    const call = { method: 'GET', path: ['jobs', id, action], also: [404], ...options } as const;
    const { status, body } = await this.exchange.send(call);
    if (status === 404 && body !== undefined) throw jobNotFound();
    if (status === 404 && !mayLack) throw failed(status);
    return body;
  }

  private async get(path: readonly string[], options: Options): Promise<unknown> {
    return (await this.exchange.send({ method: 'GET', path, ...options })).body;
  }
}

type Options = Pick<Exchange, 'query' | 'signal' | 'isLog'>;

function checkGpuIds(gpuIds: string): void {
  if (GPU_IDS.test(gpuIds)) return;
  throw new DomainError('invalid_argument', 'wanted numbers of GPUs, such as 0 or 0,1', { param: 'gpu_ids' });
}
