const EMPTY = Buffer.alloc(0);

/**
 * ChunkedBody takes the bytes of one chunked HTTP answer apart: the status, then the body without its framing.
 * A refusal has no body worth reading; every other status than 200 is its end.
 */
export class ChunkedBody {
  status = 0;
  ended = false;
  #pending: Buffer = EMPTY;
  #inHead = true;

  /** push gives the parts of the body that the bytes complete. */
  push(bytes: Buffer): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    if (this.#inHead && !this.#takeHead()) return [];
    const parts: Buffer[] = [];
    for (let part = this.#takeChunk(); part; part = this.#takeChunk()) parts.push(part);
    return parts;
  }

  #takeHead(): boolean {
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end < 0) return false;
    this.status = Number(this.#pending.toString('latin1', 9, 12));
    this.#pending = this.#pending.subarray(end + 4);
    this.#inHead = false;
    this.ended = this.status !== 200;
    return true;
  }

  #takeChunk(): Buffer | undefined {
    const sizeEnd = this.#pending.indexOf('\r\n');
    if (this.ended || sizeEnd < 0) return undefined;
    const size = Number.parseInt(this.#pending.toString('latin1', 0, sizeEnd), 16);
    const end = sizeEnd + 2 + size;
    if (this.#pending.length < end + 2) return undefined;
    const part = this.#pending.subarray(sizeEnd + 2, end);
    this.#pending = this.#pending.subarray(end + 2);
    this.ended = size === 0;
    return this.ended ? undefined : part;
  }
}
