import type { AuditEvent } from '../event/audit-event.js';
import type { TimedEntry } from './chain-file.js';

/** WaitingEntry is an append that waits for its place on the disk. */
export interface WaitingEntry extends TimedEntry {
  /** Whether it may use the reserve. */
  readonly outcome: boolean;
  resolve(event: AuditEvent): void;
  reject(error: Error): void;
}

export interface CommitWork {
  /** commit settles every entry of the batch; it never throws. */
  commit(batch: readonly WaitingEntry[]): Promise<void>;
  /** check never throws. */
  check(): Promise<void>;
}

const BATCH = 256;

/** CommitQueue hands entries on in the order they came: those that come during a write share the next one. */
export class CommitQueue {
  readonly #waiting: WaitingEntry[] = [];
  #checkDue = false;
  #running: Promise<void> | undefined;

  constructor(private readonly work: CommitWork) {}

  get length(): number {
    return this.#waiting.length;
  }

  push(entry: WaitingEntry): void {
    this.#waiting.push(entry);
    this.#running ??= this.#run();
  }

  /** check asks for a look at the disk between two writes. */
  check(): Promise<void> {
    this.#checkDue = true;
    return (this.#running ??= this.#run());
  }

  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Appends of one turn of the event loop go together.
    await Promise.resolve();
    while (this.#waiting.length > 0 || this.#checkDue) {
      if (this.#checkDue) await this.#check();
      const batch = this.#waiting.splice(0, BATCH);
      if (batch.length > 0) await this.work.commit(batch);
    }
    this.#running = undefined;
  }

  async #check(): Promise<void> {
    this.#checkDue = false;
    await this.work.check();
  }
}
