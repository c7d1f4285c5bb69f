import { join } from 'node:path';
import { DomainError, type Clock } from '@app/kernel';
import type { AuditEvent } from '../event/audit-event.js';
import { removalEntry } from '../event/own-records.js';
import type { AuditFileSystem } from './audit-file-system.js';
import type { AuditLimits } from './audit-limits.js';
import type { ChainFile } from './chain-file.js';
import type { CommitWork, WaitingEntry } from './commit-queue.js';
import { isFull, type LogHealth } from './log-health.js';
import type { Reserve } from './reserve.js';
import { removalDue } from './retention.js';

export interface CommitterParts {
  readonly folder: string;
  readonly files: AuditFileSystem;
  readonly clock: Clock;
  readonly limits: AuditLimits;
  readonly chain: ChainFile;
  readonly reserve: Reserve;
  readonly health: LogHealth;
}

/** AuditCommitter writes batches, rotates between them, and on a full disk still writes outcomes. */
export class AuditCommitter implements CommitWork {
  /** The oldest event that the files hold. */
  #firstKept: number;

  constructor(
    private readonly parts: CommitterParts,
    firstKept: number,
  ) {
    this.#firstKept = firstKept;
  }

  get firstKept(): number {
    return this.#firstKept;
  }

  check(): Promise<void> {
    return this.parts.health.check();
  }

  async commit(batch: readonly WaitingEntry[]): Promise<void> {
    const { health } = this.parts;
    if (health.fault === undefined && (await this.#commitAll(batch))) return;
    const outcomes = batch.filter(({ outcome }) => outcome);
    const kept = health.fault?.kind === 'full' && (await this.#commitOutcomes(outcomes));
    await this.#cutBack();
    refuse(kept ? batch.filter(({ outcome }) => !outcome) : batch, health);
  }

  /** retain removes what is too old or too much; the record of it is on the disk before the first file goes. */
  async retain(): Promise<void> {
    const { folder, files, clock, limits, chain, health } = this.parts;
    try {
      const removal = await chain.step(() => removalDue(folder, limits, clock.now()));
      if (removal === undefined) return;
      await chain.write([{ entry: removalEntry(removal), time: clock.now() }]);
      this.#firstKept = removal.removed_through + 1;
      await chain.step(async () => {
        for (const name of removal.removed_files) await files.remove(join(folder, name));
        await files.syncFolder(folder);
      });
    } catch (error) {
      health.failed(error);
    }
  }

  async #commitAll(batch: readonly WaitingEntry[]): Promise<boolean> {
    const { chain, limits, health } = this.parts;
    const rotates = chain.length >= limits.fileBytes;
    try {
      if (rotates) await chain.rotate();
      settle(batch, await chain.write(batch));
    } catch (error) {
      health.failed(error);
      return false;
    }
    if (rotates) await this.retain();
    return true;
  }

  async #commitOutcomes(outcomes: readonly WaitingEntry[]): Promise<boolean> {
    if (outcomes.length === 0) return true;
    try {
      settle(outcomes, await this.#writeOutcomes(outcomes));
    } catch (error) {
      this.parts.health.failed(error);
      return false;
    }
    return true;
  }

  /** What is refused is not in the file by then, unless the disk keeps it from being cut off: then it is later. */
  async #cutBack(): Promise<void> {
    const { chain, health } = this.parts;
    if (!chain.dirty || chain.stuck) return;
    try {
      await chain.cutBack();
    } catch (error) {
      health.failed(error);
    }
  }

  /** The reserve is given up only when the disk has nothing left for these. */
  async #writeOutcomes(outcomes: readonly WaitingEntry[]): Promise<AuditEvent[]> {
    const { chain, reserve } = this.parts;
    try {
      if (chain.dirty) await chain.cutBack();
      return await chain.write(outcomes);
    } catch (error) {
      if (!isFull(error) || !reserve.ready) throw error;
      await chain.step(() => reserve.release());
      await chain.cutBack();
      return chain.write(outcomes);
    }
  }
}

function settle(batch: readonly WaitingEntry[], events: readonly AuditEvent[]): void {
  for (const [index, event] of events.entries()) batch[index]?.resolve(event);
}

function refuse(entries: readonly WaitingEntry[], { fault }: LogHealth): void {
  for (const entry of entries) entry.reject(unavailable(fault?.message ?? 'it is closed', fault?.cause));
}

/** unavailable is the one answer while events cannot be kept: what changes something must not happen then. */
export function unavailable(reason: string, cause?: unknown): DomainError {
  return new DomainError('audit_unavailable', `The audit log takes no events: ${reason}.`, { cause });
}
