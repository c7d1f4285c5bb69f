import { dockerError } from './docker-error.js';

/** FramePart is some bytes of one frame: whole, or as much as a chunk had of it. */
export interface FramePart {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
  readonly begins: boolean;
  readonly ends: boolean;
}

const HEADER_BYTES = 8;
/** Docker Engine API, "Attach to a container", stream format: 0 is stdin, which is written on stdout. */
const STREAMS = ['stdout', 'stdout', 'stderr'] as const;

/**
 * LogDemuxer takes apart the stream of a container without a terminal: frames of an 8-byte header
 * {type, 0, 0, 0, length as 32 bits big-endian} and a payload. It keeps at most a header; payloads pass
 * through, however long a frame says it is.
 */
export class LogDemuxer {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  #left = 0;
  #begins = false;
  #stream: 'stdout' | 'stderr' = 'stdout';

  constructor(private readonly node: string) {}

  /** push yields the parts of the frames in `chunk`; a header that is none throws `log_stream_malformed`. */
  *push(chunk: Buffer): Generator<FramePart> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerBytes < HEADER_BYTES) at = this.readHeader(chunk, at);
      if (this.#headerBytes < HEADER_BYTES) return;
      const end = Math.min(chunk.length, at + this.#left);
      if (end > at || this.#left === 0) yield this.part(chunk.subarray(at, end));
      at = end;
    }
  }

  /** finish throws `log_stream_malformed` when the stream ended inside a frame. */
  finish(): void {
    if (this.#headerBytes > 0) throw this.malformed('ended inside a frame');
  }

  private readHeader(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + HEADER_BYTES - this.#headerBytes);
    chunk.copy(this.#header, this.#headerBytes, at, end);
    this.#headerBytes += end - at;
    if (this.#headerBytes === HEADER_BYTES) this.open();
    return end;
  }

  private open(): void {
    const stream = STREAMS[this.#header.readUInt8(0)];
    if (stream === undefined || this.#header.readUIntBE(1, 3) !== 0)
      throw this.malformed('has a header that is none');
    this.#stream = stream;
    this.#left = this.#header.readUInt32BE(4);
    this.#begins = true;
  }

  private part(bytes: Buffer): FramePart {
    const begins = this.#begins;
    this.#begins = false;
    this.#left -= bytes.length;
    const ends = this.#left === 0;
    if (ends) this.#headerBytes = 0;
    return { stream: this.#stream, bytes, begins, ends };
  }

  private malformed(what: string): Error {
    return dockerError(this.node, 'log_stream_malformed', `A log stream of the node "${this.node}" ${what}.`);
  }
}
