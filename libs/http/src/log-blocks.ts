const BLOCK_CHARACTERS = 16_384;
const LONGEST_WAIT_MS = 1_000;

interface Output {
  write(text: string): unknown;
}

/**
 * LogBlocks gathers lines and hands them on in blocks, at the latest after a second and when the process exits: a
 * write costs more than a line. pino's own destination gathers as well, but measures all that it holds with each line.
 */
export class LogBlocks {
  private gathered = '';
  private waiting: NodeJS.Timeout | undefined;
  private heedsExit = false;

  constructor(private readonly output: Output) {}

  write(line: string): void {
    this.gathered += line;
    if (this.gathered.length >= BLOCK_CHARACTERS) this.flushSync();
    else this.waiting ??= this.flushSoon();
  }

  /** flushSync hands on what has been gathered; pino calls it before the process dies of a fatal failure. */
  flushSync(): void {
    const block = this.gathered;
    this.gathered = '';
    if (block !== '') this.output.write(block);
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
