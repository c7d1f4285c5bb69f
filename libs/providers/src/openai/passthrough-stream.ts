import type { DomainError } from '@app/kernel';
import { providerError } from '../provider-error.js';
import type { CallClock } from '../transport/call-clock.js';
import { joinAdjacent } from '../wire/join-adjacent.js';
import { sseData } from '../wire/sse-event.js';
import type { ChunkObserver, Verdict } from './chunk-observer.js';
import type { FrameReader } from './frame-reader.js';

const END: IteratorReturnResult<undefined> = { done: true, value: undefined };
const MOST_HELD = 8 * 1024 * 1024;

/**
 * openStream reads up to the first event with data and returns the stream from its first byte on. It throws the
 * error that this event holds, so that the client still gets its status; comments before it are no event.
 */
export async function openStream(
  frames: FrameReader,
  observer: ChunkObserver,
  clock: CallClock,
): Promise<PassthroughStream> {
  const held: Buffer[] = [];
  let size = 0;
  for (let read = await frames.read(); read !== undefined; read = await frames.read()) {
    held.push(...read);
    const event = read.find((frame) => sseData(frame) !== undefined);
    const failure = event && observer.failureIn(event);
    if (failure !== undefined) throw failure;
    if (event !== undefined) return new PassthroughStream(frames, observer, clock, held);
    size = read.reduce((sum, frame) => sum + frame.length, size);
    if (size > MOST_HELD) throw brokenOff(frames.upstream, 'sent comments and no event');
  }
  throw brokenOff(frames.upstream, 'ended its stream without an event');
}

/**
 * PassthroughStream yields the upstream's events as the bytes that they came in, one buffer per read where they
 * lie together. What `observer` swallows is left out; nothing follows `[DONE]` or an error.
 *
 * It is written out, not generated, because return() must cancel the upstream even while a read is pending or
 * before the first one.
 */
export class PassthroughStream implements AsyncIterableIterator<Buffer, undefined> {
  private ready: Buffer[] = [];
  private failure: unknown;
  private over = false;

  constructor(
    private readonly frames: FrameReader,
    private readonly observer: ChunkObserver,
    private readonly clock: CallClock,
    held: readonly Buffer[],
  ) {
    this.take(held);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    while (this.ready.length === 0 && !this.over) await this.read();
    const value = this.ready.shift();
    if (value !== undefined) return { done: false, value };
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    return END;
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.ready = [];
    this.cancel();
    return Promise.resolve(END);
  }

  private async read(): Promise<void> {
    this.clock.progress();
    try {
      const read = await this.frames.read();
      if (this.over) return;
      if (read !== undefined) this.take(read);
      else this.end(this.observer.complete ? undefined : this.tooEarly());
    } catch (error) {
      this.cancel(error);
    }
  }

  private take(frames: readonly Buffer[]): void {
    const passed: Buffer[] = [];
    try {
      for (const frame of frames) {
        const verdict = this.inspect(frame);
        if (verdict !== 'swallow') passed.push(frame);
        if (verdict === 'done') this.finish();
        if (verdict === 'failed') this.cancel();
        if (this.over) break;
      }
    } catch (error) {
      this.cancel(error);
    }
    this.ready = joinAdjacent(passed);
    this.clock.hold();
  }

  /** An event that the body's end cut off counts only when it was readable and the reply complete. */
  private inspect(frame: Buffer): Verdict {
    const cutOff = frame === this.frames.cutOff;
    const verdict = this.observer.inspect(frame, cutOff);
    if (!cutOff || verdict === 'failed') return verdict;
    if (verdict === 'unreadable' || !this.observer.complete) throw this.tooEarly();
    return verdict;
  }

  /** finish lets the connection be used again once the rest of the body has passed. */
  private finish(): void {
    this.end();
    this.frames.body.discard();
  }

  private cancel(failure?: unknown): void {
    this.end(failure);
    this.frames.body.destroy();
  }

  private end(failure?: unknown): void {
    this.over = true;
    this.failure = failure;
    this.clock.stop();
  }

  private tooEarly(): DomainError {
    return brokenOff(this.frames.upstream, 'ended its stream before the reply was complete');
  }
}

function brokenOff(upstream: string, what: string): DomainError {
  return providerError('upstream_incomplete', `The upstream "${upstream}" ${what}.`, { upstream });
}
