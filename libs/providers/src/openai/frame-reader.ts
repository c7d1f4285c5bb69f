import type { UpstreamBody } from '../transport/upstream-body.js';
import { SseFramer } from '../wire/sse-framer.js';

/** FrameReader reads a response body as whole server-sent events, read by read. */
export class FrameReader {
  /** The event that the end of the body cut off before its blank line. */
  cutOff: Buffer | undefined;
  private readonly framer: SseFramer;

  constructor(
    readonly upstream: string,
    readonly body: UpstreamBody,
  ) {
    this.framer = new SseFramer(undefined, upstream);
  }

  /** read returns the events that the next bytes complete, maybe none; undefined when the body has ended. */
  async read(): Promise<Buffer[] | undefined> {
    const { done, value } = await this.body.next();
    if (!done) return this.framer.push(value);
    this.cutOff = this.framer.flush();
    return this.cutOff && [this.cutOff];
  }
}
