import { createParser } from 'eventsource-parser';
import { Problem, problemOf } from '../../api/problem.js';
import type { ChatChunk } from './chat-answer.js';

interface Reading {
  /** Each event's data, as it came. */
  readonly onData: (data: string) => void;
  readonly onChunk: (chunk: ChatChunk) => void;
}

const LARGEST_EVENT = 4 * 1024 * 1024;
const DONE = '[DONE]';

/**
 * readChat reads a streamed chat completion up to its `[DONE]`. It throws the Problem that the stream tells of, and
 * `stream_dropped` when it ends before it said that it is whole; what `body` throws goes on.
 */
export async function readChat(
  body: ReadableStream<Uint8Array>,
  { onData, onChunk }: Reading,
): Promise<void> {
  const whole = { is: false };
  const parser = createParser({
    maxBufferSize: LARGEST_EVENT,
    onEvent: ({ data }) => {
      if (whole.is) return;
      onData(data);
      whole.is = data === DONE;
      if (!whole.is) onChunk(chunkOf(data));
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    while (!whole.is) {
      const part = await reader.read();
      if (part.done) break;
      parser.feed(decoder.decode(part.value, { stream: true }));
    }
  } finally {
    // Whoever leaves early has the connection end as well.
    await reader.cancel().catch(() => undefined);
  }
  if (!whole.is) throw new Problem(0, 'stream_dropped', 'the answer broke off before its end');
}

function chunkOf(data: string): ChatChunk {
  const chunk = parsed(data);
  if ('error' in chunk) throw problemOf(0, chunk);
  return chunk;
}

function parsed(data: string): object {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new Problem(0, 'stream_invalid', 'an event of the answer is not what a chat sends');
}
