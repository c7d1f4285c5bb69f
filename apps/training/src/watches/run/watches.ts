import { DomainError } from '@app/kernel';
import type { Backend } from '../../backend/index.js';
import type { Timer } from '../../jobs/index.js';
import { RunReader } from '../reading/index.js';
import { newRecord, type NewWatch } from './new-record.js';
import { isOrphan, thisOwner } from './owner.js';
import { nameOf, Tasks } from './tasks.js';
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
  private readonly owner = thisOwner();
  private readonly tasks: Tasks;

  constructor(private readonly parts: WatchesParts) {
    this.tasks = new Tasks(parts.report);
  }

  /** Takes up watches that lost their server, now and from time to time. */
  async open(): Promise<void> {
    await this.adopt();
    this.tasks.spawn(this.keepAdopting());
  }

  /** Throws `too_many_watches`, and `watch_active` when the run of this configuration is watched already. */
  async refuseSecond(configName: string): Promise<void> {
    if (this.active.size >= WATCH_LIMITS.active)
      throw new DomainError(
        'too_many_watches',
        `wanted at most ${WATCH_LIMITS.active} watches at the same time`,
      );
    const other = (await this.list()).find(
      (watch) => watch.status === 'watching' && watch.config_name === configName,
    );
    if (other === undefined) return;
    const message = `this training is watched already: ask with watch_id ${other.id}`;
    throw new DomainError('watch_active', message, { param: 'config_name' });
  }

  async start(wanted: NewWatch): Promise<Watch> {
    const record = newRecord(wanted, this.parts.timer.now().toISOString());
    await this.save(record);
    const watch = this.begin(record);
    await this.forgetOldest();
    return watch;
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

  private begin(record: WatchRecord): Watch {
    const { backend, timer, report } = this.parts;
    const reader = new RunReader(backend, {
      jobId: record.job_id,
      logLines: record.options.log_lines,
      startedAt: { step: record.start_step },
    });
    const parts = {
      backend,
      timer,
      report,
      read: (signal: AbortSignal) => reader.read(signal),
      save: (standing: WatchRecord) => this.save(standing),
    };
    const watch = new Watch(parts, record);
    this.active.set(record.id, watch);
    this.tasks.spawn(this.follow(watch));
    return watch;
  }

  private async follow(watch: Watch): Promise<void> {
    try {
      await watch.run(this.tasks.signal);
    } catch (error) {
      if (!this.tasks.signal.aborted) throw error;
      await this.save(watch.record, null);
    } finally {
      this.active.delete(watch.record.id);
      watch.letGo();
    }
  }

  private async adopt(): Promise<void> {
    const now = this.parts.timer.now().getTime();
    const orphans = (await this.list()).filter(
      (record) => record.status === 'watching' && isOrphan(record, this.owner, now),
    );
    for (const orphan of orphans) {
      await this.save(orphan);
      this.tasks.spawn(this.claim(orphan.id));
    }
  }

  /** Of several servers that reach for one watch the last to write gets it, which all see a moment later. */
  private async claim(id: string): Promise<void> {
    await this.parts.timer.after(WATCH_LIMITS.msToClaim, this.tasks.signal);
    const record = await this.parts.store.load(id);
    if (record?.owner?.instance === this.owner.instance) this.begin(record);
  }

  private async keepAdopting(): Promise<void> {
    for (;;) {
      await this.parts.timer.after(WATCH_LIMITS.msUntilLost, this.tasks.signal);
      this.tasks.spawn(this.adopt());
    }
  }

  /** A watch whose record cannot be kept goes on all the same. */
  private async save(record: WatchRecord, owner: WatchRecord['owner'] = this.owner): Promise<void> {
    try {
      await this.parts.store.save({ ...record, owner, updated_at: this.parts.timer.now().toISOString() });
    } catch (error) {
      this.parts.report(`the state of watch ${record.id} cannot be kept: ${nameOf(error)}`);
    }
  }

  private async forgetOldest(): Promise<void> {
    const over = (await this.list()).slice(WATCH_LIMITS.kept).filter(({ status }) => status !== 'watching');
    for (const { id } of over) await this.parts.store.forget(id);
  }
}
