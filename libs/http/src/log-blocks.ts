const BLOCK_BYTES = 16_384;
const LONGEST_WAIT_MS = 1_000;
/** UTF-8 takes at most so many bytes for one UTF-16 unit. */
const MOST_BYTES_PER_UNIT = 3;

interface Output {
  write(bytes: Buffer): unknown;
}

/**
 * LogBlocks gathers lines and hands them on in blocks, at the latest after a second and when the process exits: a
 * write costs more than a line. pino's own destination gathers as well, but measures all that it holds with each line.
 */
export class LogBlocks {
  private block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  private filled = 0;
  private waiting: NodeJS.Timeout | undefined;
  private heedsExit = false;

  constructor(private readonly output: Output) {}

  write(line: string): void {
    const most = line.length * MOST_BYTES_PER_UNIT;
    if (this.filled + most > BLOCK_BYTES) this.flushSync();
    if (most > BLOCK_BYTES) return void this.output.write(Buffer.from(line));
    this.filled += this.block.write(line, this.filled);
    this.waiting ??= this.flushSoon();
  }

  /** flushSync hands on what has been gathered; pino calls it before the process dies of a fatal failure. */
  flushSync(): void {
    if (this.filled === 0) return;
    const bytes = this.block.subarray(0, this.filled);
    this.block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.filled = 0;
    this.output.write(bytes);
  }

  private flushSoon(): NodeJS.Timeout {
    if (!this.heedsExit) process.on('exit', () => this.flushSync());
    this.heedsExit = true;
    return setTimeout(() => {
      this.waiting = undefined;
      this.flushSync();
    }, LONGEST_WAIT_MS).unref();
  }
}
