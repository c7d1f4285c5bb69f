import fc from 'fast-check';
import { NOTHING_YET, withChunk, type ChatAnswer } from './chat-answer.js';
import { readChat } from './chat-stream.js';

const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const delta = (given: object, more: object = {}) => ({ choices: [{ index: 0, delta: given, ...more }] });

const STREAM =
  ': a comment\n\n' +
  event(delta({ role: 'assistant', content: '' })) +
  event(delta({ reasoning_content: 'Hm. ' })) +
  event(delta({ content: 'Grüße, ' })) +
  event(delta({ content: '世界 🌍' })) +
  event(
    delta({ tool_calls: [{ index: 0, id: 'call-1', function: { name: 'files__read', arguments: '{"pa' } }] }),
  ) +
  event(delta({ tool_calls: [{ index: 0, function: { arguments: 'th":"a"}' } }] })) +
  event(
    delta({ tool_calls: [{ index: 1, id: 'call-2', function: { name: 'clock__now', arguments: '' } }] }),
  ) +
  event(delta({}, { finish_reason: 'tool_calls' })) +
  event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: 12 } }) +
  event('[DONE]');

const WHOLE: ChatAnswer = {
  text: 'Grüße, 世界 🌍',
  reasoning: 'Hm. ',
  calls: [
    { id: 'call-1', name: 'files__read', arguments: '{"path":"a"}' },
    { id: 'call-2', name: 'clock__now', arguments: '' },
  ],
  finish: 'tool_calls',
  usage: { input: 7, output: 12 },
};

/** Reads bytes that arrive in the given pieces. */
async function read(pieces: readonly Uint8Array[]) {
  let answer = NOTHING_YET;
  const seen: string[] = [];
  const ended = readChat(streamOf(pieces), {
    onData: (data) => void seen.push(data),
    onChunk: (chunk) => void (answer = withChunk(answer, chunk)),
  });
  const problem = await ended.then(
    () => undefined,
    (error: unknown) => error,
  );
  return { answer, seen, problem };
}

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

it('an answer is the same wherever its bytes are split', async () => {
  const bytes = bytesOf(STREAM);
  const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      const ends = [0, ...places.toSorted((a, b) => a - b), bytes.length];
      const pieces = ends.slice(1).map((end, at) => bytes.subarray(ends[at], end));
      const { answer, problem } = await read(pieces);
      expect(problem).toBeUndefined();
      expect(answer).toEqual(WHOLE);
    }),
  );
});

it('every event is kept as it came, the last one too', async () => {
  const { seen } = await read([bytesOf(STREAM)]);
  expect(seen).toHaveLength(10);
  expect(seen.at(-1)).toBe('[DONE]');
});

it('an answer that ends before it said so is not taken for whole, and what came is kept', async () => {
  const { answer, problem } = await read([bytesOf(event(delta({ content: 'Half' })))]);
  expect(answer.text).toBe('Half');
  expect(problem).toMatchObject({ code: 'stream_dropped' });
});

it('an error in the middle of a stream is told in the words of the server', async () => {
  const failure = { error: { message: 'the model ran out of memory', code: 'upstream_failed' } };
  const { answer, problem } = await read([bytesOf(event(delta({ content: 'Ha' })) + event(failure))]);
  expect(answer.text).toBe('Ha');
  expect(problem).toMatchObject({ code: 'upstream_failed', message: 'the model ran out of memory' });
});

it('what is no chat is refused', async () => {
  expect((await read([bytesOf(event('<html>'))])).problem).toMatchObject({ code: 'stream_invalid' });
});

it('nothing after the end is read, and the connection is closed', async () => {
  let isClosed = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytesOf(`${event('[DONE]')}${event('late')}`)),
    cancel: () => void (isClosed = true),
  });
  const seen: string[] = [];
  await readChat(body, { onData: (data) => void seen.push(data), onChunk: () => undefined });
  expect([seen, isClosed]).toEqual([['[DONE]'], true]);
});
