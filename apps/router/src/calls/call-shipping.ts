import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEntry } from '@app/audit';
import type { Logger } from '@app/http';
import { DomainError } from '@app/kernel';

/** Entries that wait; about 10 MB. */
const MOST_WAITING = 10_000;
/** Entries that are on their way at once, and how long fewer of them wait for others to go along. */
const BATCH = 64;
const GATHER_MS = 20;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const CLOSING_MS = 2_000;

export interface CallShippingOptions {
  /** Takes entries; each is rejected with `audit_unavailable` when it may be given again, or `audit_invalid`. */
  readonly ship: (entries: readonly AuditEntry[]) => Promise<readonly PromiseSettledResult<unknown>[]>;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly mostWaiting?: number;
  readonly gatherMs?: number;
  readonly firstPauseMs?: number;
  readonly closingMs?: number;
}

/**
 * CallShipping hands records of tool calls to the audit without ever holding a call up: they wait in memory while the
 * audit takes none, and beyond a bound further ones are dropped and counted. What happened has happened, and tools
 * that stop because nobody takes notes would help no one; changes of the registry are another matter.
 */
export class CallShipping {
  private readonly waiting: AuditEntry[] = [];
  private readonly most: number;
  private readonly closing = new AbortController();
  /** Ends the gathering. */
  private enough: () => void = () => undefined;
  private isLeaving = false;
  private onTheirWay = 0;
  private lost = 0;
  private failures = 0;
  private running: Promise<void> | undefined;

  constructor(private readonly options: CallShippingOptions) {
    this.most = options.mostWaiting ?? MOST_WAITING;
  }

  /** How many entries are not shipped yet. */
  get length(): number {
    return this.waiting.length + this.onTheirWay;
  }

  /** How many entries were given up. */
  get dropped(): number {
    return this.lost;
  }

  put(entry: AuditEntry): void {
    if (this.closing.signal.aborted || this.length >= this.most) {
      this.lost += 1;
      return;
    }
    this.waiting.push(entry);
    if (this.waiting.length >= BATCH) this.enough();
    this.running ??= this.run();
  }

  /** close ships what it can within two seconds, and says what was left. */
  async close(): Promise<void> {
    this.isLeaving = true;
    this.enough();
    const timer = new AbortController();
    const late = pause(this.options.closingMs ?? CLOSING_MS, undefined, { signal: timer.signal });
    await Promise.race([this.running, late.catch(() => undefined)]);
    timer.abort();
    this.closing.abort();
    const left = this.length;
    this.lost += this.waiting.length;
    this.waiting.length = 0;
    if (left > 0) this.options.logger.warn({ left }, 'records of tool calls may be missing from the audit');
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      await this.gather();
      await this.shipSome();
    }
    // In the same turn as the last look: an entry that comes later finds nobody running.
    this.running = undefined;
  }

  private gather(): Promise<void> {
    if (this.waiting.length >= BATCH || this.failures > 0 || this.isLeaving) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.gatherMs ?? GATHER_MS);
      this.enough = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async shipSome(): Promise<void> {
    const batch = this.waiting.splice(0, this.failures > 0 ? 1 : BATCH);
    this.onTheirWay = batch.length;
    const again = await this.shipped(batch);
    this.onTheirWay = 0;
    if (this.closing.signal.aborted) {
      this.lost += again.length;
      return;
    }
    this.waiting.unshift(...again);
    if (again.length > 0) await this.rest();
  }

  /** shipped returns the entries that are to be given again. */
  private async shipped(batch: readonly AuditEntry[]): Promise<AuditEntry[]> {
    const results = await this.options.ship(batch);
    const again = batch.filter((_, place) => {
      const result = results[place];
      return result?.status === 'rejected' && this.mayRepeat(result.reason);
    });
    if (again.length > 0) this.failed();
    else this.succeeded();
    return again;
  }

  private mayRepeat(reason: unknown): boolean {
    if (reason instanceof DomainError && reason.code === 'audit_unavailable') return true;
    this.lost += 1;
    this.options.logger.error({ err: reason }, 'the record of a tool call was refused');
    return false;
  }

  private failed(): void {
    if (this.failures++ > 0) return;
    this.options.logger.warn(
      'the audit takes no records of tool calls; they wait, and beyond a bound are dropped',
    );
  }

  private succeeded(): void {
    if (this.failures === 0) return;
    this.failures = 0;
    this.options.logger.info({ dropped: this.lost }, 'the audit takes records of tool calls again');
  }

  private async rest(): Promise<void> {
    const first = this.options.firstPauseMs ?? FIRST_PAUSE_MS;
    const wait = Math.min(first * 2 ** (this.failures - 1), LONGEST_PAUSE_MS);
    await pause(wait, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}
