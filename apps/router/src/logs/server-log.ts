import { randomBytes } from 'node:crypto';
import type { ServerWords } from '@app/mcp';

/** LogEntry is one line of a server's log. */
export interface LogEntry extends ServerWords {
  /** Counts from 1, as long as the router runs. */
  readonly seq: number;
  readonly at: string;
}

export interface LogPart {
  readonly entries: readonly LogEntry[];
  /** Entries behind the position are not there any more. */
  readonly isGap: boolean;
}

export interface ServerLogLimits {
  readonly lines: number;
  readonly bytes: number;
}

const LIMITS: ServerLogLimits = { lines: 2_000, bytes: 512 * 1024 };
/** About what an entry takes beside its text. */
const ENTRY_BYTES = 64;

/** ServerLog keeps the newest lines of one server's log: so many, and so many bytes of UTF-8. */
export class ServerLog {
  /** Differs from that of every other log, so that a position in another one is known as such. */
  readonly name = randomBytes(6).toString('hex');
  private entries: LogEntry[] = [];
  private bytes = 0;
  private last = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly now: () => Date = () => new Date(),
    private readonly limits: ServerLogLimits = LIMITS,
  ) {}

  /** The number of the newest entry; 0 before the first. */
  get newest(): number {
    return this.last;
  }

  add(words: ServerWords): void {
    this.last += 1;
    this.entries.push({ seq: this.last, at: this.now().toISOString(), ...words });
    this.bytes += sizeOf(words);
    while (this.entries.length > this.limits.lines || this.bytes > this.limits.bytes) this.drop();
    this.wake();
  }

  /** after returns the oldest `most` entries behind a position, which is the number of an entry, or 0. */
  after(position: number, most: number): LogPart {
    const oldest = this.last - this.entries.length + 1;
    const from = Math.max(0, position + 1 - oldest);
    return { entries: this.entries.slice(from, from + most), isGap: position + 1 < oldest };
  }

  /** changed resolves at the next entry, or when the signal aborts. */
  async changed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = () => resolve();
    this.waiting.add(done);
    signal.addEventListener('abort', done, { once: true });
    await promise;
    this.waiting.delete(done);
    signal.removeEventListener('abort', done);
  }

  /** wake lets those who wait look again. */
  wake(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const resolve of waiting) resolve();
  }

  private drop(): void {
    const oldest = this.entries.shift();
    if (oldest !== undefined) this.bytes -= sizeOf(oldest);
  }
}

function sizeOf({ text }: ServerWords): number {
  return Buffer.byteLength(text) + ENTRY_BYTES;
}
