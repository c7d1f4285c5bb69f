import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@app/kernel';
import type { LogEntry } from './log-entry.js';
import type { LogPosition } from './log-position.js';
import type { Lost } from './merged-entry.js';
import { MergedPosition } from './merged-position.js';
import { TimeMerge } from './time-merge.js';

/** Opens one log after its position. */
export type OpenLog = (
  source: number,
  position: LogPosition,
  signal: AbortSignal,
) => Promise<AsyncIterable<LogEntry>>;

interface Pace {
  /** A node that does not answer holds up the others no longer than this. */
  readonly patienceMs: number;
  /** A log that was lost is tried again so often. */
  readonly retryMs: number;
}

const PACE: Pace = { patienceMs: 2_000, retryMs: 5_000 };

/** MergedFollower follows several logs at once; one that is lost ends no other. */
export class MergedFollower {
  readonly merge: TimeMerge;
  private failures = 0;

  constructor(
    private readonly count: number,
    private readonly open: OpenLog,
    private readonly position: MergedPosition,
    private readonly signal: AbortSignal,
    private readonly pace: Pace = PACE,
  ) {
    this.merge = new TimeMerge(signal);
  }

  /**
   * begin opens all, and resolves once each has answered or patience is over. Throws the first refusal that is no fault
   * of a node, and when no log at all could be opened.
   */
  async begin(): Promise<void> {
    const firsts = Array.from({ length: this.count }, (_, source) => this.openFirst(source));
    const all = Promise.all(firsts);
    const patience = new AbortController();
    const waited = sleep(this.pace.patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
    try {
      await Promise.race([all, waited]);
    } finally {
      patience.abort();
    }
    // A refusal that comes later is told as a loss: the stream has begun.
    all.catch(() => undefined);
  }

  private async openFirst(source: number): Promise<void> {
    const opened = this.open(source, this.position.of(source), this.signal);
    void this.follow(source, opened);
    try {
      await opened;
    } catch (error) {
      this.failures += 1;
      if (this.failures === this.count || !isOfNode(error)) throw error;
    }
  }

  private async follow(source: number, first: ReturnType<OpenLog>): Promise<void> {
    let told: string | undefined;
    let opened = first;
    for (;;) {
      const { lost, wasOpen } = await this.until(source, opened);
      if (this.signal.aborted) return;
      // Tried again in vain is no news.
      if (wasOpen || told !== lost.code) await this.merge.put({ source, entry: { lost } });
      told = lost.code;
      await sleep(this.pace.retryMs, undefined, { signal: this.signal }).catch(() => undefined);
      await this.merge.emptied(source);
      if (this.signal.aborted) return;
      opened = this.reopen(source);
    }
  }

  private reopen(source: number): ReturnType<OpenLog> {
    return this.open(source, this.position.reopened(source), this.signal);
  }

  /** until passes a log on; `lost` is why it ended. */
  private async until(source: number, opened: ReturnType<OpenLog>): Promise<Lost & { wasOpen: boolean }> {
    let wasOpen = false;
    try {
      for await (const entry of await opened) {
        if ('error' in entry) return { lost: entry.error, wasOpen };
        wasOpen = true;
        await this.merge.put({ source, entry });
      }
      const lost = { code: 'worker_unreachable', message: 'the worker ended the log' };
      return { lost, wasOpen };
    } catch (error) {
      return { lost: reasonOf(error), wasOpen };
    }
  }
}

function reasonOf(error: unknown): Lost['lost'] {
  return error instanceof DomainError
    ? { code: error.code, message: error.message }
    : { code: 'internal_error', message: 'the log broke off unexpectedly' };
}

function isOfNode(error: unknown): boolean {
  return error instanceof DomainError && error.code.startsWith('node_') && error.code !== 'node_not_found';
}
