import { HEAD_UNFINISHED, HeadBuffer } from './head-buffer.js';
import { headerFields } from './header-fields.js';
import { MalformedResponse } from './malformed-response.js';

const CR = 0x0d;
const LF = 0x0a;
const TAB = 0x09;
const SEMICOLON = 0x3b;
/** 13 hexadecimal digits are 52 bits: every size is an exact number. */
const MOST_DIGITS = 13;
const MOST_EXTENSION_BYTES = 1024;

type State = 'size' | 'extension' | 'size-lf' | 'data' | 'data-cr' | 'data-lf' | 'trailers' | 'done';

/**
 * ChunkedDecoder takes a body in the chunked transfer coding apart (RFC 9112 section 7.1). Extensions and trailers
 * are checked, bounded and dropped.
 *
 * It packs the payload of one read together in the read's own buffer, so that many small chunks make one piece.
 */
export class ChunkedDecoder {
  /** Where the payload of the last read lies in its buffer. */
  payloadFrom = 0;
  payloadTo = 0;
  private state: State = 'size';
  private size = 0;
  private digits = 0;
  private extension = 0;
  private readonly trailers = new HeadBuffer('\r\n');

  get done(): boolean {
    return this.state === 'done';
  }

  /** decode reads bytes[from] to bytes[to - 1], or as far as the body goes, and returns the position after it. */
  decode(bytes: Buffer, from: number, to: number): number {
    this.payloadFrom = from;
    this.payloadTo = from;
    let at = from;
    while (at < to && this.state !== 'done') {
      if (this.state === 'data') at = this.takeData(bytes, at, to);
      else if (this.state === 'trailers') at = this.takeTrailers(bytes, at, to);
      else this.step(bytes[at++]!);
    }
    return at;
  }

  private takeData(bytes: Buffer, at: number, to: number): number {
    const stop = Math.min(to, at + this.size);
    if (this.payloadTo === this.payloadFrom) this.payloadFrom = this.payloadTo = at;
    else if (this.payloadTo !== at) bytes.copyWithin(this.payloadTo, at, stop);
    this.payloadTo += stop - at;
    this.size -= stop - at;
    if (this.size === 0) this.state = 'data-cr';
    return stop;
  }

  private takeTrailers(bytes: Buffer, at: number, to: number): number {
    const after = this.trailers.take(bytes, at, to);
    if (after === HEAD_UNFINISHED) return to;
    headerFields(this.trailers.text, 2);
    this.state = 'done';
    return after;
  }

  private step(byte: number): void {
    if (this.state === 'size') this.stepSize(byte);
    else if (this.state === 'extension') this.stepExtension(byte);
    else if (this.state === 'size-lf') this.endSize(byte);
    else if (this.state === 'data-cr') this.expect(byte, CR, 'data-lf');
    else this.expect(byte, LF, 'size');
  }

  private stepSize(byte: number): void {
    const digit = hexadecimal(byte);
    if (digit >= 0) {
      this.digits += 1;
      if (this.digits > MOST_DIGITS) throw new MalformedResponse('a chunk size of too many digits');
      this.size = this.size * 16 + digit;
    } else if (this.digits > 0 && byte === CR) {
      this.state = 'size-lf';
    } else if (this.digits > 0 && byte === SEMICOLON) {
      this.state = 'extension';
    } else {
      throw new MalformedResponse('a chunk size that is no hexadecimal number');
    }
  }

  private stepExtension(byte: number): void {
    this.extension += 1;
    if (byte === CR) this.state = 'size-lf';
    else if ((byte < 0x20 && byte !== TAB) || byte === 0x7f) {
      throw new MalformedResponse('a control character in a chunk extension');
    } else if (this.extension > MOST_EXTENSION_BYTES) {
      throw new MalformedResponse('a chunk extension of over 1 KiB');
    }
  }

  private endSize(byte: number): void {
    this.expect(byte, LF, this.size === 0 ? 'trailers' : 'data');
    this.digits = 0;
    this.extension = 0;
  }

  private expect(byte: number, wanted: number, next: State): void {
    if (byte !== wanted) throw new MalformedResponse('a chunk that does not end with CRLF');
    this.state = next;
  }
}

/** hexadecimal is the value of an ASCII digit, or -1. */
function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
