import { ChildOutput } from '@app/docker';
import type { Logger } from '@app/http';
import { systemClock, type Clock } from '@app/kernel';

const LINES = 100;
const WITHIN_MS = 10_000;
/** Shorter values are words that could stand anywhere. */
const SHORTEST_SECRET = 6;
const KEPT = 3;

/**
 * ServerVoice hands what a server says on its standard error to the log, with the values of its variables masked: at
 * most a hundred lines in ten seconds, each of at most 4,096 characters; of more it tells the number.
 */
export class ServerVoice {
  readonly #output = new ChildOutput((line) => this.hear(line));
  readonly #secrets: readonly string[];
  readonly #last: string[] = [];
  #since = -Infinity;
  #lines = 0;
  #dropped = 0;

  constructor(
    private readonly logger: Logger,
    secrets: readonly string[],
    private readonly clock: Clock = systemClock,
    /** Hears what the log hears. */
    private readonly told?: (line: string) => void,
  ) {
    const lines = secrets.flatMap((secret) => secret.split(/\r\n|\n|\r/).map((line) => line.trim()));
    const long = lines.filter(({ length }) => length >= SHORTEST_SECRET);
    // A value that holds another one is masked first, and whole.
    this.#secrets = [...new Set(long)].sort((a, b) => b.length - a.length);
  }

  /** The last lines, for a reason why it did not start. */
  get last(): string {
    return this.#last.join(' ');
  }

  push(bytes: Buffer): void {
    this.#output.push(bytes);
  }

  end(): void {
    this.#output.end();
    this.tellDropped();
  }

  private hear(line: string): void {
    const masked = this.#secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line);
    this.#last.push(masked);
    if (this.#last.length > KEPT) this.#last.shift();
    const now = this.clock.monotonic();
    if (now - this.#since >= WITHIN_MS) {
      this.tellDropped();
      this.#since = now;
      this.#lines = 0;
    }
    this.#lines += 1;
    if (this.#lines > LINES) this.#dropped += 1;
    else {
      this.logger.info({ said: masked }, 'an image server said');
      this.told?.(masked);
    }
  }

  private tellDropped(): void {
    if (this.#dropped > 0) {
      this.logger.warn({ lines: this.#dropped }, 'an image server said too much');
      this.told?.(`[${this.#dropped} lines were left out]`);
    }
    this.#dropped = 0;
  }
}
