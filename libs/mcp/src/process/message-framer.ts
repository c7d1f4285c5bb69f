import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { EnvelopeScan } from './envelope-scan.js';
import { GrowingLine } from './growing-line.js';
import type { MessageOrigin } from './message-origin.js';
import { rpcMessages } from './rpc-message.js';

const NEWLINE = 0x0a;

export interface FrameListener {
  message(message: JSONRPCMessage): void;
  /** A line that is no message. */
  junk(): void;
  /** A line beyond the limit, once its end was seen; `bytes` is its length. The next line is read as ever. */
  oversized(origin: MessageOrigin, bytes: number): void;
}

/**
 * MessageFramer makes messages of a server's standard output, one JSON text a line, wherever the bytes are cut. It holds
 * no more than `limit` bytes of a line.
 */
export class MessageFramer {
  readonly #line = new GrowingLine();
  #skipped = 0;
  #scan: EnvelopeScan | undefined;

  constructor(
    private readonly limit: number,
    private readonly listener: FrameListener,
  ) {}

  push(bytes: Buffer): void {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      this.endLine(bytes.subarray(from, end));
      from = end + 1;
    }
    this.add(bytes.subarray(from));
  }

  private endLine(last: Buffer): void {
    if (this.#line.size === 0 && this.#scan === undefined && last.length <= this.limit) {
      return this.read(last.toString());
    }
    this.add(last);
    if (this.#scan !== undefined) return this.endSkipping(this.#scan);
    const line = this.#line.bytes.toString();
    this.#line.clear();
    this.read(line);
  }

  private add(bytes: Buffer): void {
    if (this.#scan === undefined && this.#line.size + bytes.length > this.limit) this.startSkipping();
    if (this.#scan === undefined) return this.#line.append(bytes);
    this.#scan.push(bytes);
    this.#skipped += bytes.length;
  }

  private startSkipping(): void {
    this.#scan = new EnvelopeScan();
    this.#scan.push(this.#line.bytes);
    this.#skipped = this.#line.size;
    this.#line.clear();
  }

  private endSkipping(scan: EnvelopeScan): void {
    this.#scan = undefined;
    this.listener.oversized(scan.origin(), this.#skipped);
  }

  private read(line: string): void {
    if (line.trim() === '') return;
    const messages = rpcMessages(line);
    if (messages.length === 0) this.listener.junk();
    for (const message of messages) this.listener.message(message);
  }
}
