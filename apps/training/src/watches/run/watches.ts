import { randomUUID } from 'node:crypto';
import { DomainError } from '@app/kernel';
import type { Backend } from '../../backend/index.js';
import type { ValidationReport } from '../../configs/index.js';
import type { Timer } from '../../jobs/index.js';
import type { GuardOptions } from '../guard/guard-options.js';
import { RunReader } from '../reading/index.js';
import { isOrphan, thisOwner } from './owner.js';
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

export interface NewWatch {
  readonly configName: string;
  readonly jobId: string;
  /** Where the run begins; what the backend holds of earlier steps is of an earlier run. */
  readonly startStep: number;
  readonly options: GuardOptions;
  readonly validation: ValidationReport | null;
}

/**
 * Watches are all guarded runs. Each goes on whether or not a caller waits for it, and outlives its server: `open` takes
 * up those whose server is gone, whichever server on the same state that was.
 */
export class Watches {
  private readonly active = new Map<string, Watch>();
  private readonly closing = new AbortController();
  private readonly owner = thisOwner();
  private readonly tasks = new Set<Promise<void>>();

  constructor(private readonly parts: WatchesParts) {}

  /** Takes up watches that lost their server, now and from time to time. */
  async open(): Promise<void> {
    await this.adopt();
    this.spawn(this.keepAdopting());
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
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.tasks);
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
    this.spawn(this.follow(watch));
    return watch;
  }

  private async follow(watch: Watch): Promise<void> {
    try {
      await watch.run(this.closing.signal);
    } catch (error) {
      if (!this.closing.signal.aborted) throw error;
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
      this.spawn(this.claim(orphan.id));
    }
  }

  /** Of several servers that reach for one watch the last to write gets it, which all see a moment later. */
  private async claim(id: string): Promise<void> {
    await this.parts.timer.after(WATCH_LIMITS.msToClaim, this.closing.signal);
    const record = await this.parts.store.load(id);
    if (record?.owner?.instance === this.owner.instance) this.begin(record);
  }

  private async keepAdopting(): Promise<void> {
    for (;;) {
      await this.parts.timer.after(WATCH_LIMITS.msUntilLost, this.closing.signal);
      await this.adopt();
    }
  }

  /** Nobody waits for a task, so that its failure is told here; being closed is none. */
  private spawn(work: Promise<void>): void {
    const task = work
      .catch((error: unknown) => {
        if (!this.closing.signal.aborted) this.parts.report(`a task of the watches failed: ${nameOf(error)}`);
      })
      .finally(() => this.tasks.delete(task));
    this.tasks.add(task);
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

function newRecord(wanted: NewWatch, now: string): WatchRecord {
  return {
    id: randomUUID(),
    config_name: wanted.configName,
    job_id: wanted.jobId,
    start_step: wanted.startStep,
    options: wanted.options,
    validation: wanted.validation,
    started_at: now,
    updated_at: now,
    status: 'watching',
    snapshot_count: 0,
    snapshots: [],
    failed_polls: 0,
    last_failure: null,
    triggered: [],
    stop: null,
    final_status: null,
    owner: null,
  };
}

function nameOf(error: unknown): string {
  const { name, code } = error as NodeJS.ErrnoException;
  return code ?? name;
}
