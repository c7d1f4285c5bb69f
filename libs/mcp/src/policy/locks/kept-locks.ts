import type { DomainError } from '@app/kernel';
import { LockBook, type ToolKey } from './lock-book.js';
import type { LockFile } from './lock-file.js';
import type { LockedTool } from './locked-tool.js';
import { TroubleTeller } from './trouble-teller.js';

/** Many tools are seen at once; they are written together. */
const WRITE_AFTER_MS = 200;
const WRITE_AGAIN_MS = 5_000;

/** KeptLocks is a LockBook and its file: what other routers write comes in, what changes here goes out. */
export class KeptLocks {
  private readonly reading: TroubleTeller;
  private readonly writing: TroubleTeller;
  /** What is not written yet. */
  private changed: ToolKey[] = [];
  private timer: NodeJS.Timeout | undefined;
  private last: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: LockFile,
    private current: LockBook,
    trouble: (problem: DomainError) => void,
  ) {
    this.reading = new TroubleTeller(trouble);
    this.writing = new TroubleTeller(trouble);
  }

  /** open throws `registry_invalid`. */
  static async open(file: LockFile, trouble: (problem: DomainError) => void): Promise<KeptLocks> {
    return new KeptLocks(file, (await file.readIfChanged()) ?? new LockBook(), trouble);
  }

  get book(): LockBook {
    return this.current;
  }

  /** refresh takes in what others have written; a file that cannot be read changes nothing. */
  refresh(): Promise<void> {
    return this.inTurn(() => this.reading.telling(() => this.read()));
  }

  /** set keeps a tool, and writes it soon. */
  set(tool: LockedTool): void {
    this.current.set(tool);
    this.changed.push(tool);
    this.writeIn(WRITE_AFTER_MS);
  }

  /** commit keeps a tool and resolves once it is on the disk. Throws `registry_unwritable`, and all is as it was. */
  async commit(tool: LockedTool): Promise<void> {
    const before = new LockBook();
    before.copy([tool], this.current);
    this.current.set(tool);
    this.changed.push(tool);
    try {
      await this.inTurn(() => this.write());
    } catch (error) {
      if (this.current.get(tool) === tool) this.current.copy([tool], before);
      throw error;
    }
  }

  /** drop forgets tools, and resolves once that is on the disk. Throws `registry_unwritable`: they come back then. */
  async drop(tools: readonly LockedTool[]): Promise<void> {
    for (const tool of tools) this.current.remove(tool);
    this.changed.push(...tools);
    try {
      await this.inTurn(() => this.write());
    } catch (error) {
      for (const tool of tools) if (this.current.get(tool) === undefined) this.current.set(tool);
      throw error;
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.writing.telling(() => this.inTurn(() => this.write()));
    clearTimeout(this.timer);
  }

  private writeIn(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.writeSoon();
    }, ms).unref();
  }

  private async writeSoon(): Promise<void> {
    await this.writing.telling(() => this.inTurn(() => this.write()));
    if (this.changed.length > 0) this.writeIn(WRITE_AGAIN_MS);
  }

  private async read(): Promise<void> {
    const book = await this.file.readIfChanged();
    if (book === undefined) return;
    book.copy(this.changed, this.current);
    this.current = book;
  }

  /** What others wrote since is in it. */
  private async write(): Promise<void> {
    if (this.changed.length === 0) return;
    await this.reading.telling(() => this.read());
    const writing = this.changed;
    this.changed = [];
    try {
      await this.file.write(this.current);
    } catch (error) {
      this.changed.push(...writing);
      throw error;
    }
  }

  private inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.last.then(step);
    this.last = done.catch(() => undefined);
    return done;
  }
}
