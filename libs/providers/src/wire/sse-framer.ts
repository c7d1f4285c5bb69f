import { providerError } from '../provider-error.js';
import type { DomainError } from '@app/kernel';

const LF = 0x0a;
const CR = 0x0d;
const DEFAULT_LIMIT = 8 * 1024 * 1024;

/**
 * SseFramer cuts a byte stream into server-sent events without decoding or changing a byte.
 *
 * A frame ends with the blank line that ends an event (WHATWG HTML, "Parsing an event stream"): lines end in
 * `\n`, `\r\n` or `\r`. All frames and flush() joined are the input, and where the input was cut into chunks
 * makes no difference. A frame is a view of its chunk; bytes are copied only when an event spans chunks.
 */
export class SseFramer {
  private parts: Buffer[] = [];
  private held = 0;
  /** True while no byte of the current line has been seen. */
  private lineEmpty = true;
  /** The last chunk ended in `\r`, which may be half of `\r\n`. */
  private heldCr = false;

  /** @param upstream names the sender in the error for an event of more than `maxFrameBytes`. */
  constructor(
    private readonly maxFrameBytes: number = DEFAULT_LIMIT,
    private readonly upstream?: string,
  ) {}

  /** push returns the events that `chunk` completes; throws `upstream_malformed` when one is too large. */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = [];
    if (chunk.length === 0) return frames;
    let start = 0;
    let at = 0;
    if (this.heldCr) {
      this.heldCr = false;
      at = chunk[0] === LF ? 1 : 0;
      start = this.endLine(frames, chunk, start, at);
    }
    let lf = chunk.indexOf(LF, at);
    let cr = chunk.indexOf(CR, at);
    for (;;) {
      if (lf !== -1 && lf < at) lf = chunk.indexOf(LF, at);
      if (cr !== -1 && cr < at) cr = chunk.indexOf(CR, at);
      const eol = cr === -1 || (lf !== -1 && lf < cr) ? lf : cr;
      if ((eol === -1 ? chunk.length : eol) > at) this.lineEmpty = false;
      if (eol === -1) break;
      at = eol + 1;
      if (eol === cr && at === chunk.length) {
        this.heldCr = true;
        break;
      }
      if (eol === cr && lf === at) at += 1;
      start = this.endLine(frames, chunk, start, at);
    }
    this.hold(start === 0 ? chunk : chunk.subarray(start));
    return frames;
  }

  /** flush returns what is left when the stream has ended: an event without its blank line. */
  flush(): Buffer | undefined {
    const rest = this.held > 0 ? this.take() : undefined;
    this.lineEmpty = true;
    this.heldCr = false;
    return rest;
  }

  /** endLine closes the line that ends at `end`, and the frame with it when that line was blank. */
  private endLine(frames: Buffer[], chunk: Buffer, start: number, end: number): number {
    if (!this.lineEmpty) {
      this.lineEmpty = true;
      return start;
    }
    this.hold(chunk.subarray(start, end));
    frames.push(this.take());
    return end;
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.held += bytes.length;
    if (this.held > this.maxFrameBytes) throw this.tooLarge();
    this.parts.push(bytes);
  }

  private take(): Buffer {
    const frame = this.parts.length === 1 ? this.parts[0]! : Buffer.concat(this.parts, this.held);
    this.parts = [];
    this.held = 0;
    return frame;
  }

  private tooLarge(): DomainError {
    const sender = this.upstream === undefined ? 'The upstream' : `The upstream "${this.upstream}"`;
    return providerError(
      'upstream_malformed',
      `${sender} sent an event of over ${this.maxFrameBytes} bytes.`,
      {
        upstream: this.upstream,
      },
    );
  }
}
