import type { Timer } from '../../jobs/index.js';
import { thisOwner, type Owner } from './owner.js';
import { nameOf } from './tasks.js';
import type { WatchRecord } from './watch-record.js';
import type { WatchStore } from './watch-store.js';

export interface ClaimedStoreParts {
  readonly store: WatchStore;
  readonly timer: Timer;
  /** Hears of a record that cannot be kept. */
  readonly report: (text: string) => void;
}

/**
 * ClaimedStore writes the records of the watches that this server polls. Each names its owner, and an epoch that rises
 * when a watch is taken over: a server that slept meanwhile sees there that the watch is no longer its own.
 */
export class ClaimedStore {
  readonly owner: Owner = thisOwner();

  constructor(private readonly parts: ClaimedStoreParts) {}

  /** False, and nothing is written, when the watch is another server's. One that cannot be kept is ours all the same. */
  async save(record: WatchRecord): Promise<boolean> {
    try {
      const kept = await this.parts.store.load(record.id);
      if (kept !== undefined && this.isOthers(kept, record)) return false;
      await this.write(record, this.owner);
    } catch (error) {
      this.reportLoss(record, error);
    }
    return true;
  }

  /** Leaves the watch to any server. */
  async release(record: WatchRecord): Promise<void> {
    const kept = await this.parts.store.load(record.id);
    if (kept !== undefined && this.isOthers(kept, record)) return;
    await this.write(record, null).catch((error: unknown) => this.reportLoss(record, error));
  }

  /** Reaches for a watch that has lost its server; whether it is got is to be seen a moment later. */
  async reachFor(orphan: WatchRecord): Promise<void> {
    await this.write({ ...orphan, epoch: orphan.epoch + 1 }, this.owner).catch((error: unknown) =>
      this.reportLoss(orphan, error),
    );
  }

  /** The record of a watch that was reached for; undefined when another server was the last to do so. */
  async got(id: string): Promise<WatchRecord | undefined> {
    const record = await this.parts.store.load(id);
    return record?.owner?.instance === this.owner.instance ? record : undefined;
  }

  private isOthers(kept: WatchRecord, { epoch }: WatchRecord): boolean {
    return kept.epoch !== epoch || (kept.owner !== null && kept.owner.instance !== this.owner.instance);
  }

  private async write(record: WatchRecord, owner: Owner | null): Promise<void> {
    const updated_at = this.parts.timer.now().toISOString();
    await this.parts.store.save({ ...record, owner, updated_at });
  }

  private reportLoss({ id }: WatchRecord, error: unknown): void {
    this.parts.report(`the state of watch ${id} cannot be kept: ${nameOf(error)}`);
  }
}
