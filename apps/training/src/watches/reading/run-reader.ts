import { readNews, type Backend, type Job, type MissingPart } from '../../backend/index.js';
import { hasEnded, stepsOf } from '../../jobs/index.js';
import { analyzeRun, LogTail, stage, type LogEvidence } from '../../logs/index.js';
import type { Sight } from '../guard/sight.js';
import { BEFORE_ALL, LossWindow } from './loss-window.js';
import { Mentions } from './mentions.js';

export interface RunReading {
  readonly job: Job;
  readonly totalSteps: number | null;
  readonly sight: Omit<Sight, 'at'>;
  readonly evidence: LogEvidence;
  /** What of the news could not be read this time. */
  readonly missing: readonly MissingPart[];
}

export interface StartedAt {
  readonly step: number;
  /** When the answer to the start was lost: while the job has this status and step, it has not begun. */
  readonly status?: string | undefined;
}

export interface RunReaderOptions {
  readonly jobId: string;
  /** So many last lines make the evidence, and as many last loss points. */
  readonly logLines: number;
  /** The run was started a moment ago: what the backend still holds of an earlier one is not of this. */
  readonly startedAt?: StartedAt | undefined;
}

/** RunReader reads a run from poll to poll: only what is new of its log and its losses, in bounded memory. */
export class RunReader {
  private readonly losses: LossWindow;
  private follow: { tail: LogTail; mentions: Mentions } | undefined;
  private begun: boolean;
  private before: StartedAt | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly options: RunReaderOptions,
  ) {
    this.begun = options.startedAt === undefined;
    this.before = options.startedAt;
    this.losses = new LossWindow(sinceOf(options), options.logLines);
  }

  /**
   * Throws what the backend throws when it is asked for the job. Losses and log are read each for itself, the next time
   * from where the last good read of them ended.
   */
  async read(signal?: AbortSignal): Promise<RunReading> {
    const job = await this.backend.job(this.options.jobId, signal);
    const at = stage(job.info, job.status);
    const missing = this.isOfThisRun(job, at) ? await this.readNews(job, signal) : [];
    return this.readingOf(job, at, missing);
  }

  /**
   * The log of an earlier run stays until the trainer begins. A job that ends before it was seen to run did run, unless
   * somebody took it out of the queue.
   */
  private isOfThisRun({ status, info, step }: Job, at: Sight['stage']): boolean {
    if (status === this.before?.status && step === this.before.step) return false;
    this.before = undefined;
    if (at === 'waiting' || /^starting\b/i.test(info)) return this.begun;
    this.begun ||= !(hasEnded(status) && status === 'stopped');
    return this.begun;
  }

  private async readNews(job: Job, signal?: AbortSignal): Promise<readonly MissingPart[]> {
    const { tail, mentions } = (this.follow ??= this.beginFollowing(job));
    const sinceStep = this.losses.after(job.step);
    const wanted = { jobId: job.id, offset: tail.offset, sinceStep };
    const { log, loss, missing } = await readNews(this.backend, wanted, signal);
    if (log?.reset === true && tail.offset !== undefined) {
      mentions.forget();
      this.losses.forget();
    }
    if (log !== undefined) tail.read(log);
    mentions.add(log?.text ?? '');
    this.losses.add(loss ?? [], sinceStep);
    return missing;
  }

  private beginFollowing({ name }: Job): { tail: LogTail; mentions: Mentions } {
    return {
      tail: new LogTail({ jobName: name, maxLines: this.options.logLines }),
      mentions: new Mentions(name),
    };
  }

  /** While the losses cannot be read, those of before tell nothing of now, and the log is the source. */
  private readingOf(job: Job, at: Sight['stage'], missing: readonly MissingPart[]): RunReading {
    const evidence = analyzeRun({
      log: this.follow?.tail ?? '',
      jobName: job.name,
      speedString: this.begun ? job.speedString : '',
      loss: missing.some(({ part }) => part === 'loss') ? [] : this.losses.points,
      status: job.status,
      lastLines: this.options.logLines,
    });
    const { mentions } = this.follow ?? {};
    const sight = {
      stage: at,
      step: job.step,
      iterPerSec: evidence.speed.iter_per_sec.last,
      nanMentions: mentions?.nan ?? 0,
      oomMentions: mentions?.oom ?? 0,
      oomLine: mentions?.oomLine ?? null,
      lossesMissing: this.losses.missing,
    };
    return { job, totalSteps: stepsOf(job.config) ?? job.totalSteps ?? null, sight, evidence, missing };
  }
}

/** Of a run that goes on from a save, the points up to there are of an earlier one. */
function sinceOf({ startedAt }: RunReaderOptions): number | undefined {
  return startedAt === undefined || startedAt.step > 0 ? startedAt?.step : BEFORE_ALL;
}
