import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import type { ChildLimits } from './child-limits.js';
import { JunkCount } from './junk-count.js';
import { MessageFramer, type FrameListener } from './message-framer.js';
import type { MessageOrigin } from './message-origin.js';

/** In place of an answer that was too large; a code of our own, outside of what JSON-RPC and MCP reserve. */
export const OVERSIZED_CODE = -31_001;

export interface ChildOutputListener {
  message(message: JSONRPCMessage): void;
  /** Something is to be sent to the server without having been asked for. */
  reply(message: JSONRPCMessage): void;
  error(error: Error): void;
  oversized(id: string | number | undefined, bytes: number): void;
}

/**
 * ChildOutput reads a server's standard output. A message beyond the limit fails alone: an answer becomes an error for
 * the request with that id; a request of the server is refused; anything else is only reported, for no request that
 * waits is known to have meant it.
 */
export class ChildOutput implements FrameListener {
  readonly #junk = new JunkCount();
  readonly #framer: MessageFramer;

  constructor(
    private readonly upstream: string,
    private readonly limits: ChildLimits,
    private readonly listener: ChildOutputListener,
  ) {
    this.#framer = new MessageFramer(limits.message, this);
  }

  get junkLines(): number {
    return this.#junk.total;
  }

  push(bytes: Buffer): void {
    this.#framer.push(bytes);
  }

  message(message: JSONRPCMessage): void {
    try {
      this.listener.message(message);
    } catch (error) {
      // One bad message must not end the stream of all others.
      this.listener.error(error as Error);
    }
  }

  junk(): void {
    if (!this.#junk.add()) return;
    const text = `"${this.upstream}" wrote what is no message to its standard output; lines so far: ${this.#junk.total}.`;
    this.listener.error(new Error(text));
  }

  oversized({ kind, id }: MessageOrigin, bytes: number): void {
    this.listener.oversized(id, bytes);
    const text = `A message of "${this.upstream}" is ${bytes} bytes long; ${this.limits.message} are allowed.`;
    this.listener.error(new Error(text));
    if (id === undefined) return;
    const error = { code: OVERSIZED_CODE, message: text, data: { bytes, limit: this.limits.message } };
    if (kind === 'response') this.message({ jsonrpc: '2.0', id, error });
    if (kind === 'request') this.listener.reply({ jsonrpc: '2.0', id, error });
  }
}
