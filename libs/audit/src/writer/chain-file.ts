import { join } from 'node:path';
import type { Clock } from '@app/kernel';
import type { CheckedEntry } from '../event/audit-entry.js';
import type { AuditEvent } from '../event/audit-event.js';
import { lineOf, sealEvent, type ChainLink } from '../event/event-chain.js';
import { continuationEntry } from '../event/own-records.js';
import { CURRENT_FILE, rotatedName } from '../folder/audit-folder.js';
import type { AuditFile, AuditFileSystem } from './audit-file-system.js';
import { BoundedSteps } from './bounded-steps.js';
import type { LogTail } from './log-tail.js';

export interface TimedEntry {
  readonly entry: CheckedEntry;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

export interface ChainFileOptions {
  readonly folder: string;
  readonly files: AuditFileSystem;
  readonly clock: Clock;
  readonly writeTimeoutMs: number;
}

/**
 * ChainFile appends events to the current file and goes on in the next one. A write that failed leaves it `dirty`:
 * some bytes may be there, and it takes no other write until they are cut back.
 */
export class ChainFile {
  readonly #steps: BoundedSteps;
  #file: AuditFile | undefined;
  #link: ChainLink;
  #firstSeq: number;
  #length: number;
  #previousFile: string;
  #dirty = false;

  constructor(
    private readonly options: ChainFileOptions,
    tail: LogTail,
  ) {
    this.#steps = new BoundedSteps(options.writeTimeoutMs);
    this.#link = tail.link;
    this.#firstSeq = tail.firstSeq;
    this.#length = tail.length;
    this.#previousFile = tail.previousFile;
  }

  get link(): ChainLink {
    return this.#link;
  }

  get length(): number {
    return this.#length;
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  /** Whether a step that was given up still runs; nothing can be done until it has ended. */
  get stuck(): boolean {
    return this.#steps.stuck;
  }

  open(): Promise<void> {
    return this.#steps.run(() => this.#reopen());
  }

  /** write puts all events on the disk with one write and one sync, or none of them counts. */
  async write(entries: readonly TimedEntry[]): Promise<AuditEvent[]> {
    const events = this.#sealed([...this.#opening(), ...entries]);
    const bytes = Buffer.from(events.map(lineOf).join(''));
    await this.#guarded(() => this.#append(bytes));
    const [first] = events;
    const last = events.at(-1);
    if (first && this.#length === 0) this.#firstSeq = first.seq;
    if (last) this.#link = { seq: last.seq, hash: last.hash };
    this.#length += bytes.length;
    return events.slice(events.length - entries.length);
  }

  /** rotate gives the current file its lasting name and begins the next; the next write opens it with its link. */
  rotate(): Promise<void> {
    return this.#guarded(async () => {
      const { folder, files } = this.options;
      const name = rotatedName(this.#firstSeq, this.#link.seq);
      await files.rename(this.#path, join(folder, name));
      this.#length = 0;
      this.#previousFile = name;
      await this.#reopen();
    });
  }

  /** cutBack brings the file back to the last write that counted, on a fresh handle: a failed sync spoils the old. */
  async cutBack(): Promise<void> {
    await this.#steps.run(async () => {
      await this.#reopen();
      await this.#file?.truncate(this.#length);
      await this.#file?.sync();
    });
    this.#dirty = false;
  }

  /** step runs something else on the same disk in the same bounded time. */
  step<T>(work: () => Promise<T>): Promise<T> {
    return this.#steps.run(work);
  }

  /** close throws when the disk hangs; the file is then closed when it no longer does. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (this.stuck) void this.#steps.settled().then(() => file?.close());
    await this.#steps.run(async () => file?.close());
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    this.#dirty = true;
    await this.#steps.run(work);
    this.#dirty = false;
  }

  async #append(bytes: Buffer): Promise<void> {
    if (this.#file === undefined) throw new Error('the audit file is closed');
    await this.#file.append(bytes);
    await this.#file.sync();
  }

  async #reopen(): Promise<void> {
    const { folder, files } = this.options;
    const old = this.#file;
    this.#file = undefined;
    await old?.close();
    this.#file = await files.openAppend(this.#path);
    await files.syncFolder(folder);
  }

  /** The first record of a file that continues another. */
  #opening(): TimedEntry[] {
    if (this.#length > 0 || this.#link.seq === 0) return [];
    return [{ entry: continuationEntry(this.#previousFile, this.#link), time: this.options.clock.now() }];
  }

  #sealed(entries: readonly TimedEntry[]): AuditEvent[] {
    let link = this.#link;
    return entries.map(({ entry, time }) => {
      const event = sealEvent(entry, time, link);
      link = event;
      return event;
    });
  }

  get #path(): string {
    return join(this.options.folder, CURRENT_FILE);
  }
}
