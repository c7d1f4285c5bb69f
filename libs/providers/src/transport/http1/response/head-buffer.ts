import { MalformedResponse } from './malformed-response.js';

const MOST_HEAD_BYTES = 32 * 1024;
const EMPTY_LINE = Buffer.from('\r\n\r\n');
const BARE_LINE_FEED = /(?<!\r)\n/g;

/** What take returns while the empty line has not come. */
export const HEAD_UNFINISHED = -1;

/** HeadBuffer gathers the bytes of a head up to its empty line; one of over 32 KiB is malformed. */
export class HeadBuffer {
  /** The lines of the last whole head, each with its CRLF, without the empty one. */
  text = '';

  /** @param gathered what has come of the head, as Latin-1. */
  constructor(private gathered = '') {}

  /** True when `start` can still become the beginning of the head that is being gathered. */
  mayBeginWith(start: string): boolean {
    return this.gathered.startsWith(start) || start.startsWith(this.gathered);
  }

  /** take reads bytes[from] to bytes[to - 1] and returns the position after the empty line, or HEAD_UNFINISHED. */
  take(bytes: Buffer, from: number, to: number): number {
    if (this.gathered !== '') return this.gather(bytes, from, to);
    // The buffer may hold older bytes from `to` on, so what is found there does not count.
    const end = bytes.indexOf(EMPTY_LINE, from);
    if (end < 0 || end + 4 > to || end + 4 - from > MOST_HEAD_BYTES) return this.gather(bytes, from, to);
    this.text = bytes.toString('latin1', from, end + 2);
    return end + 4;
  }

  private gather(bytes: Buffer, from: number, to: number): number {
    const before = this.gathered.length;
    this.gathered += bytes.toString('latin1', from, Math.min(to, from + MOST_HEAD_BYTES - before));
    const end = this.gathered.indexOf('\r\n\r\n', Math.max(0, before - 3));
    if (end < 0) return this.wait(before);
    this.text = this.gathered.slice(0, end + 2);
    this.gathered = '';
    return from + end + 4 - before;
  }

  /** wait refuses what no further byte can mend: its sender would wait for us as we for it. */
  private wait(before: number): number {
    if (this.gathered.length >= MOST_HEAD_BYTES) throw new MalformedResponse('a head of over 32 KiB');
    BARE_LINE_FEED.lastIndex = before;
    if (BARE_LINE_FEED.test(this.gathered)) throw new MalformedResponse('a line that ends without CR');
    return HEAD_UNFINISHED;
  }
}
