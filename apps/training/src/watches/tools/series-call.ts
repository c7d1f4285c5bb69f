import { DomainError } from '@app/kernel';
import type { NlpAnalysis } from '../../contract/index.js';
import { hasEnded, takeMachineFigures } from '../../jobs/index.js';
import { analyzeText } from '../../logs/index.js';
import { configOfRun, datasetOfRun, scanOfRun, type RunConfig } from '../../runs/index.js';
import { summaryOf } from '../../scores/index.js';
import { RunReader } from '../reading/index.js';
import { deadlineOf, endAt } from './deadline.js';
import { pointOf, type Surroundings } from './point.js';
import { Points } from './points.js';
import type { Call, TimeSeriesArguments, TimeSeriesParts } from './time-series-call.js';
import type { TimeSeries } from './time-series-output.js';

type DatasetContext = TimeSeries['dataset_context'];

/** SeriesCall is one call of watch-training-timeseries, from its first look to its answer. */
export class SeriesCall {
  private readonly points = new Points();
  private readonly deadline: number;
  /** Aborted at the deadline, or when the call is over. */
  private readonly late = new AbortController();
  private readonly signal: AbortSignal;
  private begun = 0;
  private failedPolls = 0;
  private truncated = false;
  private finalStatus = '';

  constructor(
    private readonly parts: TimeSeriesParts,
    private readonly args: TimeSeriesArguments,
    private readonly call: Call,
  ) {
    this.deadline = deadlineOf(parts.timer, parts.callWaitSeconds);
    this.signal = AbortSignal.any([call.signal, this.late.signal]);
  }

  /** What takes longer than the call may is broken off; without a point there is nothing to answer then. */
  async run(): Promise<TimeSeries> {
    const ended = endAt(this.parts.timer, this.deadline, this.late);
    try {
      return await this.watch();
    } catch (error) {
      this.call.signal.throwIfAborted();
      if (!this.late.signal.aborted) throw error;
      const message = `not even one look was over within the ${this.parts.callWaitSeconds} s of this call`;
      throw new DomainError('backend_timeout', message, { cause: error });
    } finally {
      this.late.abort();
      await ended;
    }
  }

  private async watch(): Promise<TimeSeries> {
    const { backend, configs } = this.parts;
    const job = await backend.job(this.args.job_id, this.signal);
    const resolved = await configOfRun(configs, job, this.args.config_name);
    const { context, nlp } = await this.lookAround(resolved);
    const { dataset_analysis: dataset } = context;
    await this.collect({
      dataset: 'skipped' in dataset ? undefined : dataset,
      nlp,
      withAlerts: this.args.include_alerts,
      excerptLines: this.args.include_raw_log_excerpt ? this.args.excerpt_lines : undefined,
    });
    return this.answer(resolved, context, nlp);
  }

  private async lookAround({
    config,
  }: RunConfig): Promise<{ context: DatasetContext; nlp: NlpAnalysis | undefined }> {
    const { include_dataset: withDataset, include_nlp: withNlp, max_dataset_files: maxFiles } = this.args;
    const dataset = datasetOfRun(config, this.args.dataset_path);
    if (!withDataset && !withNlp)
      return { context: { ...dataset, dataset_analysis: { skipped: true } }, nlp: undefined };
    const { analysis, captions } = await scanOfRun(this.parts.scanner, dataset, maxFiles, this.signal);
    return {
      context: { ...dataset, dataset_analysis: withDataset ? analysis : { skipped: true } },
      nlp: withNlp ? analyzeText({ lines: [], captions }) : undefined,
    };
  }

  private async collect(around: Surroundings): Promise<void> {
    const { duration_seconds: duration, stop_on_terminal_status: stopsAtEnd } = this.args;
    const reader = new RunReader(this.parts.backend, {
      jobId: this.args.job_id,
      logLines: this.args.log_lines,
    });
    this.begun = this.now();
    for (;;) {
      await this.look(reader, around);
      if (this.truncated) return;
      if (this.elapsed() >= duration || (stopsAtEnd && hasEnded(this.finalStatus))) return;
      const pause = Math.min(this.args.poll_interval_seconds, duration - this.elapsed()) * 1_000;
      this.truncated = this.now() + pause > this.deadline;
      if (this.truncated) return;
      await this.parts.timer.after(pause, this.signal);
    }
  }

  private async look(reader: RunReader, around: Surroundings): Promise<void> {
    const { signal, call } = this;
    try {
      const [reading, machine] = await Promise.all([
        reader.read(signal),
        this.args.include_system ? takeMachineFigures(this.parts.backend, signal) : undefined,
      ]);
      const timestamp = this.parts.timer.now().toISOString();
      this.points.add(pointOf(reading, around, { timestamp, elapsedSeconds: this.elapsed(), machine }));
      this.finalStatus = reading.job.status;
      await call.progress(
        this.elapsed(),
        `${reading.job.status}, step ${reading.job.step}`,
        this.args.duration_seconds,
      );
    } catch (error) {
      this.missed(error);
    }
  }

  /** A backend that cannot be asked for a moment ends no series, but there is none without its first point. */
  private missed(error: unknown): void {
    this.call.signal.throwIfAborted();
    this.truncated = this.late.signal.aborted;
    const isAway = error instanceof DomainError && error.code.startsWith('backend_');
    if (!(isAway || this.truncated) || this.points.all.length === 0) throw error;
    this.failedPolls += 1;
  }

  private answer(
    { context: config_context }: RunConfig,
    dataset_context: DatasetContext,
    nlp: NlpAnalysis | undefined,
  ): TimeSeries {
    const { all: points, excerptsDropped } = this.points;
    return {
      job_id: this.args.job_id,
      generated_at: this.parts.timer.now().toISOString(),
      window: {
        duration_seconds_requested: this.args.duration_seconds,
        poll_interval_seconds: this.args.poll_interval_seconds,
        points_collected: points.length,
        elapsed_seconds_actual: this.elapsed(),
        truncated: this.truncated,
        failed_polls: this.failedPolls,
        excerpts_dropped: excerptsDropped,
      },
      config_context,
      dataset_context,
      summary: summaryOf(points),
      nlp_summary: nlp === undefined ? { skipped: true } : languageSummary(nlp, points.length),
      points,
      final_status: this.finalStatus,
    };
  }

  private now(): number {
    return this.parts.timer.now().getTime();
  }

  private elapsed(): number {
    return (this.now() - this.begun) / 1_000;
  }
}

/** The captions are looked at once, so that each point tells the same of them. */
function languageSummary({ style_flags, caption_token_diversity }: NlpAnalysis, points: number) {
  return {
    style_flag_counts: Object.fromEntries(style_flags.map((flag) => [flag, points])),
    caption_token_diversity_mean: caption_token_diversity,
  };
}
