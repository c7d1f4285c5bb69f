/** Flow steers the connection that a body arrives on. */
export interface Flow {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

const MOST_QUEUED = 64 * 1024;
const MOST_DISCARDED = 64 * 1024;
const DISCARD_MILLISECONDS = 1000;
const END: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Reader {
  resolve(result: IteratorResult<Buffer, undefined>): void;
  reject(reason: Error): void;
}

/**
 * UpstreamBody is a response body as its bytes arrive, for one reader that asks for one chunk at a time.
 *
 * A slow reader stops the connection's reads: at most 64 KiB and one read more are held. A body that is not
 * read to its end must be ended with destroy(), discard() or return(), else its connection stays taken.
 */
export class UpstreamBody implements AsyncIterableIterator<Buffer, undefined> {
  private chunks: Buffer[] = [];
  private queued = 0;
  private paused = false;
  private ended = false;
  private failure: Error | undefined;
  private reader: Reader | undefined;
  private discarded: number | undefined;
  private grace: NodeJS.Timeout | undefined;

  constructor(private readonly flow: Flow) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** True while a next() has not been answered. */
  get waits(): boolean {
    return this.reader !== undefined;
  }

  next(): Promise<IteratorResult<Buffer, undefined>> {
    const chunk = this.chunks.shift();
    if (chunk !== undefined) {
      this.queued -= chunk.length;
      if (this.paused && this.queued === 0) this.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.ended) return Promise.resolve(END);
    return new Promise((resolve, reject) => (this.reader = { resolve, reject }));
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.destroy();
    return Promise.resolve(END);
  }

  /**
   * finished returns all bytes not yet read when the body has ended, else undefined. A short reply has ended by the
   * time its head is seen, and needs no further waiting.
   */
  finished(): Buffer | undefined {
    if (!this.ended) return undefined;
    const { chunks } = this;
    this.forgetChunks();
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  }

  /** destroy cancels the response: its connection is closed at once. A pending read ends. */
  destroy(): void {
    if (this.over()) return;
    this.forgetChunks();
    this.end();
    this.flow.abort(new Error('The response body was destroyed.'));
  }

  /** discard lets a short rest pass unread, so that the connection can be used again; a long one is cancelled. */
  discard(): void {
    this.forgetChunks();
    if (this.over()) return;
    this.discarded = 0;
    this.grace = setTimeout(() => this.destroy(), DISCARD_MILLISECONDS).unref();
    if (this.paused) this.resume();
  }

  /** push takes the next bytes from the connection. */
  push(chunk: Buffer): void {
    if (this.over()) return;
    if (this.discarded !== undefined) return this.drop(chunk);
    if (this.reader !== undefined) return this.takeReader()?.resolve({ done: false, value: chunk });
    this.chunks.push(chunk);
    this.queued += chunk.length;
    if (this.queued < MOST_QUEUED || this.paused) return;
    this.paused = true;
    this.flow.pause();
  }

  /** end says that the body is complete. */
  end(): void {
    if (this.over()) return;
    this.ended = true;
    clearTimeout(this.grace);
    this.takeReader()?.resolve(END);
  }

  /** fail says that no more will come: the reader gets what had arrived, then `reason`. */
  fail(reason: Error): void {
    if (this.over()) return;
    this.failure = reason;
    clearTimeout(this.grace);
    this.takeReader()?.reject(reason);
  }

  /** cancel is fail, and what had arrived is forgotten. */
  cancel(reason: Error): void {
    this.forgetChunks();
    this.fail(reason);
  }

  private over(): boolean {
    return this.ended || this.failure !== undefined;
  }

  private takeReader(): Reader | undefined {
    const reader = this.reader;
    this.reader = undefined;
    return reader;
  }

  private forgetChunks(): void {
    this.chunks = [];
    this.queued = 0;
  }

  private resume(): void {
    this.paused = false;
    this.flow.resume();
  }

  private drop(chunk: Buffer): void {
    this.discarded = (this.discarded ?? 0) + chunk.length;
    if (this.discarded > MOST_DISCARDED) this.destroy();
  }
}
