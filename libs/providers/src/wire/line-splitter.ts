import { providerError } from '../provider-error.js';
import type { DomainError } from '@app/kernel';

const LF = 0x0a;
const DEFAULT_LIMIT = 8 * 1024 * 1024;

/**
 * LineSplitter cuts a byte stream into lines of text. Only whole lines are decoded, so a character may be cut
 * anywhere by the chunks. A trailing `\r` is dropped, blank lines are skipped.
 */
export class LineSplitter {
  private parts: Buffer[] = [];
  private held = 0;

  /** @param upstream names the sender in the error for a line of more than `maxLineBytes`. */
  constructor(
    private readonly maxLineBytes: number = DEFAULT_LIMIT,
    private readonly upstream?: string,
  ) {}

  /** push returns the lines that `chunk` completes; throws `upstream_malformed` when one is too long. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let start = 0;
    for (let lf = chunk.indexOf(LF); lf !== -1; lf = chunk.indexOf(LF, start)) {
      this.hold(chunk.subarray(start, lf));
      this.emit(lines);
      start = lf + 1;
    }
    this.hold(chunk.subarray(start));
    return lines;
  }

  /** flush returns a last line that had no line feed. */
  flush(): string | undefined {
    const lines: string[] = [];
    this.emit(lines);
    return lines[0];
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.held += bytes.length;
    if (this.held > this.maxLineBytes) throw this.tooLong();
    this.parts.push(bytes);
  }

  private emit(lines: string[]): void {
    if (this.held === 0) return;
    const bytes = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts, this.held);
    this.parts = [];
    this.held = 0;
    const text = bytes.toString('utf8');
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (line !== '') lines.push(line);
  }

  private tooLong(): DomainError {
    const sender = this.upstream === undefined ? 'The upstream' : `The upstream "${this.upstream}"`;
    return providerError('upstream_malformed', `${sender} sent a line of over ${this.maxLineBytes} bytes.`, {
      upstream: this.upstream,
    });
  }
}
