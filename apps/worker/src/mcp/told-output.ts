import { Transform, type TransformCallback } from 'node:stream';
import { LONGEST_TOLD, toldLine } from '@app/mcp';

const NEWLINE = 0x0a;
const LINE_END = Buffer.of(NEWLINE);

/**
 * ToldOutput is a server's standard output with lines of its standard error in between, see toldLine. What a router does
 * not read in time is left out of them: a message is not.
 */
export class ToldOutput extends Transform {
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private isLineStart = true;

  tell(line: string): void {
    if (this.writableEnded || this.destroyed) return;
    const bytes = toldLine(line);
    if (this.waitingBytes + this.readableLength + bytes.length > LONGEST_TOLD) return;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.isLineStart) this.tellWaiting();
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      this.push(bytes.subarray(0, end));
      this.tellWaiting();
    }
    if (end < bytes.length) this.push(bytes.subarray(end));
    this.isLineStart = end === bytes.length;
    done();
  }

  override _flush(done: TransformCallback): void {
    if (!this.isLineStart && this.waiting.length > 0) this.push(LINE_END);
    this.tellWaiting();
    done();
  }

  private tellWaiting(): void {
    for (const bytes of this.waiting) this.push(bytes);
    this.waiting = [];
    this.waitingBytes = 0;
  }
}
