import { DomainError } from '@app/kernel';
import type { Backend } from '../../backend/index.js';
import type { Timer } from '../../jobs/index.js';
import { RunReader } from '../reading/index.js';
import { ClaimedStore } from './claimed-store.js';
import { newRecord, type NewWatch } from './new-record.js';
import { isOrphan } from './owner.js';
import { Reservations, watchActive, type Reservation } from './reservations.js';
import { Tasks } from './tasks.js';
import { Watch } from './watch.js';
import { WATCH_LIMITS } from './watch-limits.js';
import type { WatchRecord } from './watch-record.js';
import type { WatchStore } from './watch-store.js';

export interface WatchesParts {
  readonly backend: Backend;
  readonly timer: Timer;
  readonly store: WatchStore;
  /** Hears what is for operators: a record that cannot be kept, a poll that broke. */
  readonly report: (text: string) => void;
}

/**
 * Watches are all guarded runs. Each goes on whether or not a caller waits for it, and outlives its server: `open` takes
 * up those whose server is gone, whichever server on the same state that was.
 */
export class Watches {
  private readonly active = new Map<string, Watch>();
  private readonly reservations = new Reservations();
  private readonly claims: ClaimedStore;
  private readonly tasks: Tasks;

  constructor(private readonly parts: WatchesParts) {
    this.claims = new ClaimedStore(parts);
    this.tasks = new Tasks(parts.report);
  }

  /** Takes up watches that lost their server, now and from time to time. */
  async open(): Promise<void> {
    await this.adopt();
    this.tasks.spawn(this.keepAdopting());
  }

  /** Throws `too_many_watches`, and `watch_active` when the run of this configuration is watched, or about to be. */
  async reserve(configName: string): Promise<Reservation> {
    if (this.active.size + this.reservations.count >= WATCH_LIMITS.active)
      throw new DomainError(
        'too_many_watches',
        `wanted at most ${WATCH_LIMITS.active} watches at the same time`,
      );
    const reservation = this.reservations.take(configName);
    try {
      await this.refuseSecond((watch) => watch.config_name === configName);
      return reservation;
    } catch (error) {
      reservation.release();
      throw error;
    }
  }

  /**
   * Keeps the record of a watch before its job is started, so that a server that dies in between leaves it to the next
   * one. Throws `watch_active` when the job is watched under another configuration.
   */
  async prepare(wanted: NewWatch): Promise<WatchRecord> {
    await this.refuseSecond((watch) => watch.job_id === wanted.jobId);
    const record = newRecord(wanted, this.claims.owner, this.parts.timer.now().toISOString());
    await this.claims.save(record);
    return record;
  }

  /** Begins to poll. Of a start without a clear answer, the watch finds out itself what became of it. */
  async begin(record: WatchRecord, start: WatchRecord['start']): Promise<Watch> {
    const watch = this.poll({ ...record, start });
    await this.forgetOldest();
    return watch;
  }

  /** Of a job that was not started after all. */
  async drop({ id }: WatchRecord): Promise<void> {
    await this.parts.store.forget(id);
  }

  /** A watch that polls in this server; undefined when it is over, or another server's. */
  here(id: string): Watch | undefined {
    return this.active.get(id);
  }

  /** Throws `watch_not_found`. */
  async get(id: string): Promise<WatchRecord> {
    const record = this.active.get(id)?.record ?? (await this.parts.store.load(id));
    if (record !== undefined) return record;
    throw new DomainError('watch_not_found', 'there is no such watch', { param: 'watch_id' });
  }

  /** Newest first. */
  async list(): Promise<readonly WatchRecord[]> {
    const ids = await this.parts.store.ids();
    const records = await Promise.all(
      ids.map(async (id) => this.active.get(id)?.record ?? (await this.parts.store.load(id))),
    );
    return records
      .filter((record) => record !== undefined)
      .sort((one, other) => other.started_at.localeCompare(one.started_at));
  }

  /** Ends the polling; what is not over is left to the next server. */
  close(): Promise<void> {
    return this.tasks.close();
  }

  private async refuseSecond(isSame: (watch: WatchRecord) => boolean): Promise<void> {
    const other = (await this.list()).find((watch) => watch.status === 'watching' && isSame(watch));
    if (other !== undefined)
      throw watchActive(`this training is watched already: ask with watch_id ${other.id}`);
  }

  private poll(record: WatchRecord): Watch {
    const { backend, timer, report } = this.parts;
    const reader = this.readerOf(record);
    const parts = {
      backend,
      timer,
      report,
      read: (signal: AbortSignal) => reader.read(signal),
      save: (standing: WatchRecord) => this.claims.save(standing),
    };
    const watch = new Watch(parts, record);
    this.active.set(record.id, watch);
    this.tasks.spawn(this.follow(watch));
    return watch;
  }

  private readerOf({ job_id, options, start, start_step: step, status_before }: WatchRecord): RunReader {
    const status = start === 'asked' ? (status_before ?? undefined) : undefined;
    const startedAt = { step, status };
    return new RunReader(this.parts.backend, { jobId: job_id, logLines: options.log_lines, startedAt });
  }

  private async follow(watch: Watch): Promise<void> {
    try {
      await watch.run(this.tasks.signal);
    } catch (error) {
      if (!this.tasks.signal.aborted) throw error;
      await this.claims.release(watch.record);
    } finally {
      this.active.delete(watch.record.id);
      watch.letGo();
    }
  }

  private async adopt(): Promise<void> {
    const now = this.parts.timer.now().getTime();
    const orphans = (await this.list()).filter(
      (record) => record.status === 'watching' && isOrphan(record, this.claims.owner, now),
    );
    for (const orphan of orphans) {
      await this.claims.reachFor(orphan);
      this.tasks.spawn(this.takeUp(orphan.id));
    }
  }

  /** Of several servers that reach for one watch the last to write gets it, which all see a moment later. */
  private async takeUp(id: string): Promise<void> {
    await this.parts.timer.after(WATCH_LIMITS.msToClaim, this.tasks.signal);
    const record = await this.claims.got(id);
    if (record !== undefined) this.poll(record);
  }

  private async keepAdopting(): Promise<void> {
    for (;;) {
      await this.parts.timer.after(WATCH_LIMITS.msUntilLost, this.tasks.signal);
      this.tasks.spawn(this.adopt());
    }
  }

  private async forgetOldest(): Promise<void> {
    const over = (await this.list()).slice(WATCH_LIMITS.kept).filter(({ status }) => status !== 'watching');
    for (const { id } of over) await this.parts.store.forget(id);
  }
}
