import { EventEmitter, once } from 'node:events';
import { DomainError } from '@app/kernel';
import type { Backend } from '../../backend/index.js';
import { hasEnded, type Timer } from '../../jobs/index.js';
import { Guard } from '../guard/guard.js';
import type { RunReading } from '../reading/index.js';
import { concluded, endOf, missed, neverSeenToStart, noted } from './standing.js';
import { endedByItself, stopByGuardrail } from './stop-by-guardrail.js';
import { sawStart } from './unseen-start.js';
import type { WatchRecord, WatchStatus } from './watch-record.js';
import { WATCH_LIMITS } from './watch-limits.js';

export interface WatchParts {
  readonly backend: Backend;
  readonly timer: Timer;
  readonly read: (signal: AbortSignal) => Promise<RunReading>;
  /** False when the watch is another server's by now, and nothing was written. */
  readonly save: (record: WatchRecord) => Promise<boolean>;
  /** Hears of polls that broke in a way that nobody foresaw. */
  readonly report: (text: string) => void;
}

/**
 * Watch polls one job until that ends, a guardrail stops it, or the time to watch is over; `record` tells at any moment
 * how it stands, and is saved after each poll. A backend that cannot be asked for a while ends no watch.
 */
export class Watch {
  private readonly guard: Guard;
  private readonly events = new EventEmitter().setMaxListeners(0);
  private isOurs = true;

  constructor(
    private readonly parts: WatchParts,
    private standing: WatchRecord,
  ) {
    this.guard = new Guard(standing.options);
  }

  get record(): WatchRecord {
    return this.standing;
  }

  get isOver(): boolean {
    return this.standing.status !== 'watching';
  }

  /** Resolves after the next poll; rejects with an AbortError once the signal is aborted. */
  async moved(signal: AbortSignal): Promise<void> {
    await once(this.events, 'moved', { signal });
  }

  /** Wakes whoever waits; called when nobody polls any more. */
  letGo(): void {
    this.events.emit('moved');
  }

  /**
   * Polls until the watch is over, or is found to be another server's; rejects with the signal's reason, and then the
   * watch can go on elsewhere.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!this.isOver && this.isOurs) {
      await this.poll(signal);
      if (!(await this.keep())) return;
      this.events.emit('moved');
      if (!this.isOver) await this.parts.timer.after(this.msToNextPoll(), signal);
    }
  }

  private msToNextPoll(): number {
    const { monitor_seconds: window, poll_interval_seconds: interval } = this.standing.options;
    return Math.max(1, Math.min(interval, window - this.elapsed()) * 1_000);
  }

  private async poll(signal: AbortSignal): Promise<void> {
    try {
      await this.take(await this.parts.read(signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      this.guard.miss();
      this.standing = missed(this.standing, error instanceof DomainError ? error : this.unforeseen(error));
    }
    if (!this.isOver && this.elapsed() >= this.standing.options.monitor_seconds)
      this.change('monitor_window_complete');
  }

  private async take(reading: RunReading, signal: AbortSignal): Promise<void> {
    if (!(await this.hasBegun(reading, signal))) return;
    const { triggered: decided } = this.standing;
    const seen = this.isLate() ? [] : this.guard.look({ ...reading.sight, at: this.elapsed() });
    const broken = decided.length > 0 ? decided : seen;
    this.standing = noted(this.standing, reading, this.elapsed(), broken);
    if (hasEnded(reading.job.status)) this.standing = concluded(this.standing, reading.job, decided);
    else if (broken.length > 0 && !this.isLate()) await this.decideAndStop(signal);
  }

  /** Until a start without a clear answer is seen to have come through, what there is to see is of an earlier run. */
  private async hasBegun(reading: RunReading, signal: AbortSignal): Promise<boolean> {
    if (this.standing.start === 'seen') return true;
    if (await sawStart(this.parts.backend, reading.job, this.standing, signal)) {
      this.standing = { ...this.standing, start: 'seen' };
      return true;
    }
    this.standing = noted(this.standing, reading, this.elapsed(), []);
    const patience = Math.min(this.standing.options.monitor_seconds, WATCH_LIMITS.secondsToSeeStart);
    if (this.elapsed() >= patience) this.standing = neverSeenToStart(this.standing);
    return false;
  }

  /** What broke is on the disk before the stop: a server that dies in its midst leaves word of why the job stopped. */
  private async decideAndStop(signal: AbortSignal): Promise<void> {
    if (!(await this.keep())) return;
    const stop = await stopByGuardrail(this.parts, this.standing.job_id, () => this.keep(), signal);
    const { status } = stop.result ?? {};
    this.standing = { ...this.standing, stop, final_status: status ?? this.standing.final_status };
    if (!stop.stopped) this.change('guardrail_triggered_stop_failed');
    else this.change(endedByItself(stop) ? endOf(status ?? '') : 'stopped_by_guardrail');
  }

  /** A guard that breaks leaves the job unguarded, so that it goes on with the next poll. */
  private unforeseen(error: unknown): DomainError {
    const name = error instanceof Error ? error.name : typeof error;
    this.parts.report(`a poll of watch ${this.standing.id} broke: ${name}`);
    return new DomainError('internal_error', 'the poll broke', { cause: error });
  }

  /** Whether the watch is still this server's to go on with: one that slept for long may have lost it. */
  private async keep(): Promise<boolean> {
    this.isOurs &&= await this.parts.save(this.standing);
    return this.isOurs;
  }

  /** A server that comes back after the window only says how the job stands: others may have taken it up since. */
  private isLate(): boolean {
    const { monitor_seconds: window, poll_interval_seconds: interval } = this.standing.options;
    return this.elapsed() > window + interval;
  }

  private change(status: WatchStatus): void {
    this.standing = { ...this.standing, status };
  }

  /** Seconds since the watch began, time in which its server was down included. */
  private elapsed(): number {
    return (this.parts.timer.now().getTime() - Date.parse(this.standing.started_at)) / 1_000;
  }
}
