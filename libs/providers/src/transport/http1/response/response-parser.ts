import { ChunkedDecoder } from './chunked-decoder.js';
import { HEAD_UNFINISHED, HeadBuffer } from './head-buffer.js';
import { MalformedResponse } from './malformed-response.js';
import { responseHead, type ResponseHead } from './response-head.js';

const MOST_INTERIM_HEADS = 16;

/**
 * ResponseParser reads the HTTP/1.1 responses to GET and POST of one connection, one after the other, from bytes
 * split anywhere. It follows RFC 9112 and repairs nothing.
 */
export class ResponseParser {
  /** The head of the response, once it has been read. */
  head: ResponseHead | undefined;
  /** Where the body bytes of the last read lie in its buffer, transfer coding taken off. */
  bodyFrom = 0;
  bodyTo = 0;
  complete = false;
  /** Set for good by bytes that are no response; what the same read had before them still counts. */
  failure: MalformedResponse | undefined;
  private readonly headBuffer = new HeadBuffer();
  private interimHeads = 0;
  /** Bytes to come of a body with a content length. */
  private left = 0;
  private chunks: ChunkedDecoder | undefined;

  /** next makes ready for another response. */
  next(): void {
    this.head = undefined;
    this.chunks = undefined;
    this.complete = false;
    this.interimHeads = 0;
  }

  /**
   * read takes bytes[from] to bytes[to - 1], or as far as the response goes, and returns the position after it.
   * It may move bytes within that range.
   */
  read(bytes: Buffer, from: number, to: number): number {
    this.bodyFrom = from;
    this.bodyTo = from;
    try {
      return this.advance(bytes, from, to);
    } catch (error) {
      if (!(error instanceof MalformedResponse)) throw error;
      this.failure = error;
      return to;
    }
  }

  /** end says that the connection has ended, and returns whether the response is complete. */
  end(): boolean {
    this.complete ||= this.head?.framing === 'until-close' && this.failure === undefined;
    return this.complete;
  }

  private advance(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (this.head === undefined) {
      at = this.headBuffer.take(bytes, at, to);
      if (at === HEAD_UNFINISHED) return this.waitForHead(to);
      this.startBody(responseHead(this.headBuffer.text));
    }
    if (this.complete) return at;
    if (this.chunks !== undefined) return this.readChunks(this.chunks, bytes, at, to);
    const stop = Math.min(to, at + this.left);
    this.bodyFrom = at;
    this.bodyTo = stop;
    this.left -= stop - at;
    this.complete = this.left === 0;
    return stop;
  }

  private waitForHead(to: number): number {
    if (!this.headBuffer.mayBeginWith('HTTP/1.'))
      throw new MalformedResponse('a status line of another form');
    return to;
  }

  private startBody(head: ResponseHead | undefined): void {
    if (head === undefined) {
      this.interimHeads += 1;
      if (this.interimHeads > MOST_INTERIM_HEADS) throw new MalformedResponse('too many interim responses');
      return;
    }
    this.head = head;
    if (head.framing === 'chunked') this.chunks = new ChunkedDecoder();
    else this.left = head.framing === 'until-close' ? Infinity : head.framing;
    this.complete = head.framing === 0;
  }

  private readChunks(chunks: ChunkedDecoder, bytes: Buffer, from: number, to: number): number {
    try {
      return chunks.decode(bytes, from, to);
    } finally {
      this.bodyFrom = chunks.payloadFrom;
      this.bodyTo = chunks.payloadTo;
      this.complete = chunks.done;
    }
  }
}
