import { EventEmitter, once } from 'node:events';
import { DomainError } from '@app/kernel';
import type { Backend } from '../../backend/index.js';
import { hasEnded, type Timer } from '../../jobs/index.js';
import { Guard } from '../guard/guard.js';
import type { Guardrail } from '../guard/guardrail.js';
import type { RunReading } from '../reading/index.js';
import { snapshotOf } from './snapshot-of.js';
import { endedByItself, stopByGuardrail } from './stop-by-guardrail.js';
import type { WatchRecord, WatchStatus } from './watch-record.js';
import { WATCH_LIMITS } from './watch-limits.js';

export interface WatchParts {
  readonly backend: Backend;
  readonly timer: Timer;
  readonly read: (signal: AbortSignal) => Promise<RunReading>;
  readonly save: (record: WatchRecord) => Promise<void>;
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

  /** Polls until the watch is over; rejects with the signal's reason, and then the watch can go on elsewhere. */
  async run(signal: AbortSignal): Promise<void> {
    while (!this.isOver) {
      await this.poll(signal);
      await this.parts.save(this.standing);
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
      this.miss(error instanceof DomainError ? error : this.unforeseen(error));
    }
    if (!this.isOver && this.elapsed() >= this.standing.options.monitor_seconds)
      this.change('monitor_window_complete');
  }

  private async take(reading: RunReading, signal: AbortSignal): Promise<void> {
    const broken = this.isLate() ? [] : this.guard.look({ ...reading.sight, at: this.elapsed() });
    this.note(reading, broken);
    const { status } = reading.job;
    if (hasEnded(status)) this.change(endOf(status));
    else if (broken.length > 0) await this.stop(signal);
  }

  private note(reading: RunReading, broken: readonly Guardrail[]): void {
    const { snapshot_count: count, snapshots } = this.standing;
    this.standing = {
      ...this.standing,
      snapshot_count: count + 1,
      snapshots: [...snapshots, snapshotOf(reading, this.elapsed(), broken)].slice(-WATCH_LIMITS.snapshots),
      triggered: [...broken],
      final_status: reading.job.status,
    };
  }

  private miss({ code, message }: DomainError): void {
    this.guard.forget();
    const { failed_polls: before } = this.standing;
    this.standing = { ...this.standing, failed_polls: before + 1, last_failure: `${code}: ${message}` };
    if (code === 'job_not_found') this.change('job_lost');
  }

  /** A guard that breaks leaves the job unguarded, so that it goes on with the next poll. */
  private unforeseen(error: unknown): DomainError {
    const name = error instanceof Error ? error.name : typeof error;
    this.parts.report(`a poll of watch ${this.standing.id} broke: ${name}`);
    return new DomainError('internal_error', 'the poll broke', { cause: error });
  }

  private async stop(signal: AbortSignal): Promise<void> {
    const stop = await stopByGuardrail(this.parts, this.standing.job_id, signal);
    const { status } = stop.result ?? {};
    this.standing = { ...this.standing, stop, final_status: status ?? this.standing.final_status };
    if (!stop.stopped) this.change('guardrail_triggered_stop_failed');
    else this.change(endedByItself(stop) ? endOf(status ?? '') : 'stopped_by_guardrail');
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

const ENDS: Readonly<Record<string, WatchStatus>> = {
  completed: 'job_completed',
  stopped: 'job_stopped',
  error: 'job_error',
  failed: 'job_failed',
};

function endOf(status: string): WatchStatus {
  return ENDS[status] ?? 'job_stopped';
}
