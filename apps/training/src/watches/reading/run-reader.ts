import type { Backend, Job } from '../../backend/index.js';
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
}

export interface RunReaderOptions {
  readonly jobId: string;
  /** So many last lines make the evidence, and as many last loss points. */
  readonly logLines: number;
  /** The run was started a moment ago: what the backend still holds of an earlier one is not of this. */
  readonly startedAt?: { readonly step: number } | undefined;
}

/** RunReader reads a run from poll to poll: only what is new of its log and its losses, in bounded memory. */
export class RunReader {
  private readonly losses: LossWindow;
  private follow: { tail: LogTail; mentions: Mentions } | undefined;
  private begun: boolean;

  constructor(
    private readonly backend: Backend,
    private readonly options: RunReaderOptions,
  ) {
    this.begun = options.startedAt === undefined;
    this.losses = new LossWindow(sinceOf(options), options.logLines);
  }

  /** Throws what the backend throws; the next read goes on where the last good one ended. */
  async read(signal?: AbortSignal): Promise<RunReading> {
    const job = await this.backend.job(this.options.jobId, signal);
    const at = stage(job.info, job.status);
    if (this.isOfThisRun(job, at)) await this.readNews(job, signal);
    return this.readingOf(job, at);
  }

  /**
   * The log of an earlier run stays until the trainer begins. A job that ends before it was seen to run did run, unless
   * somebody took it out of the queue.
   */
  private isOfThisRun({ status, info }: Job, at: Sight['stage']): boolean {
    if (at === 'waiting' || /^starting\b/i.test(info)) return this.begun;
    this.begun ||= !(hasEnded(status) && status === 'stopped');
    return this.begun;
  }

  private async readNews(job: Job, signal?: AbortSignal): Promise<void> {
    const { tail, mentions } = (this.follow ??= this.beginFollowing(job));
    const after = this.losses.after(job.step);
    const [part, points] = await Promise.all([
      this.backend.log(job.id, tail.offset, signal),
      this.backend.loss(job.id, { sinceStep: after }, signal),
    ]);
    if (part.reset && tail.offset !== undefined) {
      mentions.forget();
      this.losses.forget();
    }
    tail.read(part);
    mentions.add(part.text);
    this.losses.add(points, after);
  }

  private beginFollowing({ name }: Job): { tail: LogTail; mentions: Mentions } {
    return {
      tail: new LogTail({ jobName: name, maxLines: this.options.logLines }),
      mentions: new Mentions(name),
    };
  }

  private readingOf(job: Job, at: Sight['stage']): RunReading {
    const evidence = analyzeRun({
      log: this.follow?.tail ?? '',
      jobName: job.name,
      speedString: this.begun ? job.speedString : '',
      loss: this.losses.points,
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
    return { job, totalSteps: stepsOf(job.config) ?? job.totalSteps ?? null, sight, evidence };
  }
}

/** Of a run that goes on from a save, the points up to there are of an earlier one. */
function sinceOf({ startedAt }: RunReaderOptions): number | undefined {
  return startedAt === undefined || startedAt.step > 0 ? startedAt?.step : BEFORE_ALL;
}
