import { mkdir } from 'node:fs/promises';
import { systemClock, type Clock } from '@app/kernel';
import { checkedEntry, type AuditEntry } from '../event/audit-entry.js';
import type { AuditEvent } from '../event/audit-event.js';
import { withCallerClaims } from '../event/said-by-caller.js';
import { rotatedFiles } from '../folder/audit-folder.js';
import { signHead, type AuditHead } from '../head/audit-head.js';
import { loadHeadKey, type HeadKey } from '../head/head-key.js';
import { AuditCommitter, unavailable, type CommitterParts } from './audit-committer.js';
import { nodeFileSystem, type AuditFileSystem } from './audit-file-system.js';
import { DEFAULT_LIMITS, type AuditLimits } from './audit-limits.js';
import { ChainFile } from './chain-file.js';
import { CommitQueue } from './commit-queue.js';
import { isFull, LogHealth } from './log-health.js';
import { readTail, type LogTail } from './log-tail.js';
import { Reserve } from './reserve.js';
import { WriterLock } from './writer-lock.js';

export interface AuditLogOptions {
  /** Made when it is not there. One log a folder. */
  readonly folder: string;
  readonly limits?: Partial<AuditLimits>;
  readonly clock?: Clock;
  readonly files?: AuditFileSystem;
}

export interface AuditState {
  /** Whether append is taken. */
  readonly accepting: boolean;
  readonly space: 'ok' | 'low' | 'full';
  readonly reserve: 'ready' | 'released';
  /** The last event on the disk, 0 before the first. */
  readonly seq: number;
  /** Why appends are refused. */
  readonly problem?: string;
}

/** AuditLog is the one writer of the audit log in a folder. An event is on the disk when its promise resolves. */
export class AuditLog {
  readonly #queue: CommitQueue;
  readonly #committer: AuditCommitter;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(
    private readonly parts: CommitterParts,
    private readonly lock: WriterLock,
    private readonly key: HeadKey,
    firstKept: number,
  ) {
    this.#committer = new AuditCommitter(parts, firstKept);
    this.#queue = new CommitQueue(this.#committer);
  }

  /**
   * open goes on where the log ends. `audit_locked`: another process writes it. `audit_damaged`: its end is not as
   * it was written. A full disk does not keep a log from opening: it opens refusing.
   */
  static async open(options: AuditLogOptions): Promise<AuditLog> {
    const { folder, clock = systemClock, files = nodeFileSystem } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const reserve = new Reserve(files, folder, limits.reserveBytes);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await withReserve(reserve, () => WriterLock.take(folder));
    try {
      const tail = await withReserve(reserve, () => readTail(folder, clock.now()));
      const key = await withReserve(reserve, () => loadHeadKey(folder));
      const chain = new ChainFile({ folder, files, clock, writeTimeoutMs: limits.writeTimeoutMs }, tail);
      const health = new LogHealth(folder, files, chain, reserve, limits);
      const parts = { folder, files, clock, limits, chain, reserve, health };
      const log = new AuditLog(parts, lock, key, await firstKept(folder, tail));
      await chain.open();
      return await log.#started();
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * append resolves when the event is on the disk, in the order of the calls; what the caller of its request says of that
   * is added. `audit_invalid`: the entry is wrong. `audit_unavailable`: it is not kept, and what it was about must not
   * happen.
   */
  append(entry: AuditEntry): Promise<AuditEvent> {
    return this.#enqueue(entry, false);
  }

  /** appendOutcome is append for what has happened already: on a full disk it is written into the reserve. */
  appendOutcome(entry: AuditEntry): Promise<AuditEvent> {
    return this.#enqueue(entry, true);
  }

  get state(): AuditState {
    const { health, reserve, chain } = this.parts;
    const problem = this.#closed ? 'it is closed' : health.fault?.message;
    return {
      accepting: problem === undefined,
      space: health.space,
      reserve: reserve.ready ? 'ready' : 'released',
      seq: chain.link.seq,
      ...(problem !== undefined && { problem }),
    };
  }

  /** head signs where the log is now. Keep it elsewhere: it proves later that nothing before was changed. */
  head(): AuditHead {
    const { seq, hash } = this.parts.chain.link;
    const count = seq - this.#committer.firstKept + 1;
    const at = new Date(this.parts.clock.now()).toISOString();
    return signHead({ seq, hash, count, at }, this.key.privateKey);
  }

  /** The key that verifies heads (SPKI, PEM). */
  get publicKey(): string {
    return this.key.publicKey;
  }

  /** close writes what waits, then gives the log free for another writer. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    try {
      await this.#queue.idle();
      await this.parts.chain.close();
    } finally {
      await this.lock.release();
    }
  }

  async #started(): Promise<this> {
    await this.#queue.check();
    if (this.parts.health.fault === undefined) await this.#committer.retain();
    this.#timer = setInterval(() => void this.#queue.check(), this.parts.limits.checkMs).unref();
    return this;
  }

  async #enqueue(given: AuditEntry, outcome: boolean): Promise<AuditEvent> {
    const entry = checkedEntry(withCallerClaims(given));
    this.#refuseUnlessTaken(outcome);
    const { promise, resolve, reject } = Promise.withResolvers<AuditEvent>();
    this.#queue.push({ entry, outcome, time: this.parts.clock.now(), resolve, reject });
    return promise;
  }

  #refuseUnlessTaken(outcome: boolean): void {
    const { health, limits } = this.parts;
    const fault = health.fault;
    if (this.#closed) throw unavailable('it is closed');
    if (fault?.kind === 'failed' || (fault && !outcome)) throw unavailable(fault.message, fault.cause);
    if (this.#queue.length >= limits.waiting) throw unavailable(`${limits.waiting} events wait already`);
  }
}

/** A log with a full disk must still open: starting is how one recovers. */
async function withReserve<T>(reserve: Reserve, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isFull(error)) throw error;
    await reserve.release();
    return work();
  }
}

async function firstKept(folder: string, tail: LogTail): Promise<number> {
  const [oldest] = await rotatedFiles(folder);
  return oldest?.first ?? Math.max(tail.firstSeq, 1);
}
