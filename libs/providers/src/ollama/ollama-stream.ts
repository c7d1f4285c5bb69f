import type { Observation } from '../provider.js';
import type { CallClock } from '../transport/call-clock.js';
import { SSE_DONE, sseFrame } from '../wire/sse-event.js';
import { keepAliveUntil } from './keep-alive.js';
import type { NativeRecord } from './native-record.js';
import { observeRecord } from './observe.js';
import type { StreamEncoder } from './translation.js';

/** OpenRecords is a stream whose first record has been read, and was no error. */
export interface OpenRecords {
  readonly first: IteratorResult<NativeRecord>;
  readonly rest: AsyncGenerator<NativeRecord>;
}

export interface OllamaStream {
  readonly opening: Promise<OpenRecords>;
  readonly encoder: StreamEncoder;
  readonly observed: Observation;
  readonly clock: CallClock;
  /** Milliseconds between keep-alive comments while it is still opening; 0 when it no longer is. */
  readonly keepAlive: number;
}

/**
 * sseChunks yields the server-sent events of a stream: comments while it is opening, then the events of each
 * record in one buffer, `[DONE]` with those of the last. It throws when the stream broke off.
 */
export async function* sseChunks(stream: OllamaStream): AsyncGenerator<Buffer> {
  const { opening, clock, keepAlive } = stream;
  try {
    if (keepAlive > 0) yield* keepAliveUntil(opening, keepAlive);
    const { first, rest } = await opening;
    try {
      for (let step = first; !step.done; step = await rest.next()) yield* eventsOf(stream, step.value);
    } finally {
      await rest.return(undefined);
    }
  } finally {
    clock.stop();
  }
}

/** leavable makes return() cancel at once, also while a chunk is being waited for. */
export function leavable(chunks: AsyncGenerator<Buffer>, leave: () => void): AsyncIterable<Buffer> {
  const iterator: AsyncIterator<Buffer> = {
    next: () => chunks.next(),
    return: () => {
      leave();
      return chunks.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function* eventsOf({ encoder, observed }: OllamaStream, record: NativeRecord): Generator<Buffer> {
  observeRecord(observed, record);
  const frames = encoder.push(record).map((event) => sseFrame(JSON.stringify(event)));
  if (record.done) {
    observed.finishReason = encoder.finishReason;
    frames.push(SSE_DONE);
  }
  if (frames.length > 0) yield frames.length === 1 ? frames[0]! : Buffer.concat(frames);
}
