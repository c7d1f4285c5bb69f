import type {
  BackendFolders,
  CpuFigures,
  GpuFigures,
  Job,
  JobConfig,
  LogPart,
  LossPoint,
  StoredFile,
} from './job.js';

export interface NewJob {
  readonly name: string;
  /** Such as `0` or `0,1`. */
  readonly gpuIds: string;
  readonly config: JobConfig;
}

/**
 * Backend is an AI Toolkit server. All methods throw a DomainError: `backend_unauthorized` when the token is refused,
 * `backend_unreachable`, `backend_timeout`, `backend_failed` (with the status) and `backend_malformed`; a job that is not
 * there is `job_not_found` where an id is named. Answers of start and stop show the state before, and are not returned.
 */
export interface Backend {
  /** Whether it answers and takes the token. */
  probe(signal?: AbortSignal): Promise<void>;
  /** Jobs that train, the newest first. */
  jobs(signal?: AbortSignal): Promise<readonly Job[]>;
  job(id: string, signal?: AbortSignal): Promise<Job>;
  /** Throws `job_name_taken`. */
  createJob(job: NewJob, signal?: AbortSignal): Promise<Job>;
  updateJob(id: string, job: NewJob, signal?: AbortSignal): Promise<Job>;
  /** Queues the job and starts the queue of its GPUs: it takes both calls. */
  start(job: Pick<Job, 'id' | 'gpuIds'>, signal?: AbortSignal): Promise<void>;
  /** Starts the queue of these GPUs alone, in which a job waits already. */
  startQueue(gpuIds: string, signal?: AbortSignal): Promise<void>;
  /** Stops a running job; takes one that waits out of the queue, which `/stop` alone does not. */
  stop(job: Pick<Job, 'id' | 'status'>, signal?: AbortSignal): Promise<void>;
  /** Without an offset, or when more has been written since than fits into an answer, the last 5 MB at most, as a reset. */
  log(id: string, offset?: number, signal?: AbortSignal): Promise<LogPart>;
  /** Of the key `loss/loss`, or the only key that holds a loss; empty when the job logs none; all of it unless limited. */
  loss(
    id: string,
    options?: { sinceStep?: number; limit?: number },
    signal?: AbortSignal,
  ): Promise<readonly LossPoint[]>;
  /** One point for each step that has one, as `loss`; empty on a backend that keeps none. */
  learningRate(id: string, signal?: AbortSignal): Promise<readonly LossPoint[]>;
  files(id: string, signal?: AbortSignal): Promise<readonly StoredFile[]>;
  samples(id: string, signal?: AbortSignal): Promise<readonly string[]>;
  gpus(signal?: AbortSignal): Promise<readonly GpuFigures[]>;
  cpu(signal?: AbortSignal): Promise<CpuFigures>;
  folders(signal?: AbortSignal): Promise<BackendFolders>;
}
