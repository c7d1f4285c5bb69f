import { jest } from '@jest/globals';
import fc from 'fast-check';
import { CallClock } from '../transport/call-clock.js';
import { UpstreamBody } from '../transport/upstream-body.js';
import { ChunkObserver } from './chunk-observer.js';
import { FrameReader } from './frame-reader.js';
import { openStream, type PassthroughStream } from './passthrough-stream.js';

const OFF = { connect: 0, firstToken: 0, idle: 0, total: 0 };

interface Options {
  readonly swallowUsage?: boolean;
  readonly idle?: number;
}

function setup({ swallowUsage = false, idle = 0 }: Options = {}) {
  const flow = { pause: jest.fn(), resume: jest.fn(), abort: jest.fn() };
  const body = new UpstreamBody(flow);
  const client = new AbortController();
  const clock = new CallClock('gpu', { ...OFF, idle }, client.signal);
  const firstToken = jest.fn(() => clock.firstToken());
  const observer = new ChunkObserver('gpu', swallowUsage, firstToken);
  const open = (): Promise<PassthroughStream> => openStream(new FrameReader('gpu', body), observer, clock);
  return { flow, body, clock, observer, firstToken, open };
}

interface Outcome {
  readonly text: string;
  readonly error: { code: string; message: string } | undefined;
}

/** relay feeds the pieces, ends the body and reads the stream to its end. */
async function relay(pieces: readonly Buffer[], options?: Options) {
  const { body, observer, open, ...rest } = setup(options);
  for (const piece of pieces) body.push(piece);
  body.end();
  return { ...(await drain(open)), observer, ...rest };
}

async function drain(open: () => Promise<PassthroughStream>): Promise<Outcome> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of await open()) chunks.push(chunk);
    return { text: Buffer.concat(chunks).toString(), error: undefined };
  } catch (error) {
    return { text: Buffer.concat(chunks).toString(), error: error as Outcome['error'] };
  }
}

const pieces = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const edges = [0, ...cuts, bytes.length];
  return edges.slice(1).map((end, index) => Buffer.from(bytes.subarray(edges[index], end)));
};

const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (delta: unknown, finish: string | null = null): string =>
  frame({
    id: 'chatcmpl-a',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
const ROLE = chunk({ role: 'assistant', content: '' });
const HELLO = chunk({ content: 'Grüße, 漢字 🦊' });
const MORE = chunk({ content: ' "usage" and "error" \\n' });
const STOP = chunk({}, 'stop');
const USAGE = frame({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } });
const DONE = 'data: [DONE]\n\n';
const PING = ': keep-alive\n\n';

describe('a passed-through stream', () => {
  const usual = PING + ROLE + HELLO + PING + MORE + STOP + DONE;

  it.each([
    ['line feeds', usual],
    ['carriage returns', usual.replaceAll('\n\n', '\r\n\r\n')],
    ['no space after data:', usual.replaceAll('data: ', 'data:')],
    [
      'odd spacing',
      ROLE + 'data:   {"choices" : [ {"index":0, "delta":{"content":"a"}} ] , "seed":1.0}\n\n' + STOP + DONE,
    ],
    ['unknown fields and events', 'event: x\nid: 4\n' + ROLE + HELLO + STOP + DONE],
    ['no [DONE]', ROLE + HELLO + STOP],
    ['no finish reason', ROLE + HELLO + DONE],
    [
      '"error": null on each chunk',
      frame({ error: null, usage: null, choices: [{ delta: { content: 'a' } }] }) + STOP + DONE,
    ],
    ['a frame that is not JSON', ROLE + HELLO + 'data: {"broken\n\n' + STOP + DONE],
    ['no blank line at the end', ROLE + HELLO + STOP + 'data: [DONE]'],
    ['nothing but the end', DONE],
  ])("is the upstream's bytes, cut at any byte: %s", async (_, text) => {
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(await relay(pieces(bytes, [at]))).toMatchObject({ text, error: undefined });
    }
    expect(await relay(pieces(bytes, [...bytes.keys()]))).toMatchObject({ text, error: undefined });
  });

  it('is the same however it is cut', async () => {
    const bytes = Buffer.from(usual);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat({ max: bytes.length }), { maxLength: 9 }), async (cuts) => {
        const { text, observer } = await relay(
          pieces(
            bytes,
            cuts.toSorted((a, b) => a - b),
          ),
          { swallowUsage: true },
        );
        expect(text).toBe(usual);
        expect(observer.observed).toMatchObject({ finishReason: 'stop' });
      }),
    );
  });

  it('leaves each read in one piece and copies nothing', async () => {
    const { body, open } = setup();
    const read = Buffer.from(ROLE + HELLO + MORE);
    body.push(read);
    const first = await (await open()).next();
    expect(first.value).toHaveLength(read.length);
    expect(first.value?.buffer).toBe(read.buffer);
  });

  it('sends nothing that follows [DONE]', async () => {
    const { text } = await relay([Buffer.from(ROLE + STOP + DONE + HELLO)]);
    expect(text).toBe(ROLE + STOP + DONE);
  });

  it('ends for the client at [DONE], before the upstream does, and leaves it the connection', async () => {
    const { body, flow, open } = setup();
    body.push(Buffer.from(ROLE + STOP + DONE));
    expect((await drain(open)).text).toBe(ROLE + STOP + DONE);
    body.end();
    expect(flow.abort).not.toHaveBeenCalled();
  });

  it.each([
    ['"choices":[] and usage', USAGE],
    [
      'timings beside it',
      frame({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 }, timings: {} }),
    ],
  ])('swallows the usage chunk that only the gateway asked for: %s', async (_, usage) => {
    const bytes = Buffer.from(ROLE + HELLO + STOP + usage + DONE);
    for (let at = 0; at <= bytes.length; at += 1) {
      const { text, observer } = await relay(pieces(bytes, [at]), { swallowUsage: true });
      expect(text).toBe(ROLE + HELLO + STOP + DONE);
      expect(observer.observed.usage).toEqual({ promptTokens: 3, completionTokens: 2 });
    }
  });

  it('keeps the usage chunk that the client asked for', async () => {
    const text = ROLE + HELLO + STOP + USAGE + DONE;
    expect(await relay([Buffer.from(text)])).toMatchObject({
      text,
      observer: { observed: { usage: { promptTokens: 3, completionTokens: 2 } } },
    });
  });

  it('keeps a chunk that carries usage beside content', async () => {
    const text = frame({ choices: [{ delta: { content: 'a' } }], usage: { prompt_tokens: 1 } }) + STOP + DONE;
    expect(await relay([Buffer.from(text)], { swallowUsage: true })).toMatchObject({ text });
  });
});

describe('what the observer learns', () => {
  it.each([
    ['content', { content: 'a' }],
    ['reasoning', { reasoning: 'a', content: null }],
    ['reasoning_content', { role: null, reasoning_content: 'a' }],
    ['a tool call', { tool_calls: [{ index: 0 }] }],
    ['a refusal', { refusal: 'no' }],
  ])('the first token is %s', async (_, delta) => {
    const { body, open, observer, firstToken } = setup();
    body.push(Buffer.from(PING + ROLE));
    const stream = await open();
    await stream.next();
    body.push(Buffer.from(PING + chunk({ content: '', tool_calls: [], reasoning: null })));
    await stream.next();
    expect(observer.observed.firstTokenAt).toBeUndefined();
    body.push(Buffer.from(chunk(delta)));
    await stream.next();
    expect(observer.observed.firstTokenAt).toBeGreaterThan(0);
    expect(firstToken).toHaveBeenCalledTimes(1);
    await stream.return();
  });

  it('reads text completions too', async () => {
    const text = frame({ choices: [{ index: 0, text: 'a', finish_reason: null }] });
    const end = frame({ choices: [{ index: 0, text: '', finish_reason: 'length' }] });
    const { observer, error } = await relay([Buffer.from(text + end)]);
    expect(error).toBeUndefined();
    expect(observer.observed).toMatchObject({ finishReason: 'length', firstTokenAt: expect.any(Number) });
  });

  it("takes llama.cpp's own measure of its speed", async () => {
    const last = frame({ choices: [], usage: { prompt_tokens: 1 }, timings: { predicted_per_second: 42.5 } });
    const { observer } = await relay([Buffer.from(ROLE + HELLO + STOP + last + DONE)]);
    expect(observer.observed.tokensPerSecond).toBe(42.5);
  });

  it('survives chunks without choices', async () => {
    const odd = frame({ usage: { prompt_tokens: 1 } }) + frame([]) + frame({ choices: [null, 7] });
    const text = ROLE + odd + STOP + DONE;
    expect(await relay([Buffer.from(text)])).toMatchObject({ text, error: undefined });
  });

  it('has no finish reason when there was none', async () => {
    const { observer } = await relay([Buffer.from(ROLE + HELLO + DONE)]);
    expect(observer.observed).not.toHaveProperty('finishReason');
  });
});

describe('a stream that goes wrong', () => {
  const nested = frame({
    error: { message: 'Internal server error', type: 'InternalServerError', param: null, code: 500 },
  });

  it.each([
    ['nested', nested, 'upstream_failed'],
    [
      'nested with its HTTP status',
      frame({ error: { message: 'bad tool', http_status_code: 422 } }),
      'upstream_rejected',
    ],
    [
      'nested overflow',
      frame({ error: { message: 'prompt is too long', code: 400 } }),
      'context_length_exceeded',
    ],
    ['flat', frame({ object: 'error', message: 'no such model', code: 404 }), 'model_not_found'],
    ['text', frame({ error: 'overloaded', error_type: 'overloaded' }), 'upstream_failed'],
    ['an error event', 'event: error\n' + nested, 'upstream_failed'],
    ['with no blank line', nested.trimEnd(), 'upstream_failed'],
  ])('keeps its status when the first event is an error: %s', async (_, event, code) => {
    const bytes = Buffer.from(PING + event);
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(await relay(pieces(bytes, [at]))).toMatchObject({ text: '', error: { code, upstream: 'gpu' } });
    }
  });

  it('passes an error in the middle on as it is, ends there without [DONE], and hangs up', async () => {
    const bytes = Buffer.from(ROLE + HELLO + nested + DONE);
    for (let at = 0; at <= bytes.length; at += 1) {
      const { body, open, observer, flow } = setup();
      for (const piece of pieces(bytes, [at])) body.push(piece);
      expect(await drain(open)).toEqual({ text: ROLE + HELLO + nested, error: undefined });
      expect(observer.observed.failure).toBe('upstream_failed');
      expect(flow.abort).toHaveBeenCalledTimes(1);
    }
  });

  it.each([
    ['flat', frame({ object: 'error', message: 'no', code: 400 }), 'upstream_rejected'],
    ['text', frame({ error: 'out of memory' }), 'upstream_failed'],
    ['without a message', frame({ error: { code: 503 } }), 'upstream_overloaded'],
    ['an error event', 'event: error\n' + nested, 'upstream_failed'],
  ])('throws an error in the middle that clients would not understand: %s', async (_, event, code) => {
    const { body, open, flow } = setup();
    body.push(Buffer.from(ROLE + HELLO + event + DONE));
    expect(await drain(open)).toMatchObject({ text: ROLE + HELLO, error: { code, upstream: 'gpu' } });
    expect(flow.abort).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['after content', ROLE + HELLO],
    ['inside an event', ROLE + HELLO + STOP.slice(0, -20)],
    ['inside the usage chunk, after the finish', ROLE + HELLO + STOP + USAGE.slice(0, 20)],
    ['before any event', PING],
    ['at once', ''],
  ])('is incomplete when the upstream ends it %s', async (_, text) => {
    const outcome = await relay([Buffer.from(text)]);
    expect(outcome.error).toMatchObject({
      code: 'upstream_incomplete',
      message: expect.stringContaining('"gpu"'),
    });
    expect(text.startsWith(outcome.text)).toBe(true);
    expect(outcome.text).toMatch(/^$|\n\n$/);
  });

  it('gives what had come before a reset, then the failure', async () => {
    const { body, open } = setup();
    body.push(Buffer.from(ROLE + HELLO + 'data: {"ch'));
    const stream = await open();
    expect(String((await stream.next()).value)).toBe(ROLE + HELLO);
    const pending = stream.next();
    body.fail(new Error('reset'));
    await expect(pending).rejects.toThrow('reset');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('refuses an event without end', async () => {
    const { body, open, flow } = setup();
    body.push(Buffer.from(ROLE));
    const stream = await open();
    await stream.next();
    const pending = stream.next();
    body.push(Buffer.alloc(9 * 1024 * 1024, 'x'));
    await expect(pending).rejects.toMatchObject({ code: 'upstream_malformed', upstream: 'gpu' });
    expect(flow.abort).toHaveBeenCalledTimes(1);
  });
});

describe('a client that leaves', () => {
  it.each(['before the first chunk', 'between chunks', 'while a chunk is awaited'])(
    '%s cancels the upstream',
    async (when) => {
      const { body, open, flow, clock } = setup();
      const stop = jest.spyOn(clock, 'stop');
      body.push(Buffer.from(ROLE));
      const stream = await open();
      if (when !== 'before the first chunk') await stream.next();
      const pending = when === 'while a chunk is awaited' ? stream.next() : undefined;
      await stream.return();
      expect(flow.abort).toHaveBeenCalledTimes(1);
      expect(stop).toHaveBeenCalled();
      if (pending !== undefined) expect(await pending).toEqual({ done: true, value: undefined });
      expect(await stream.next()).toEqual({ done: true, value: undefined });
    },
  );

  it('is given all the time it wants to read', async () => {
    jest.useFakeTimers();
    const { body, clock, open } = setup({ idle: 100 });
    body.push(Buffer.from(ROLE + HELLO));
    const stream = await open();
    jest.advanceTimersByTime(10_000);
    await stream.next();
    const pending = stream.next();
    body.push(Buffer.from(MORE));
    await pending;
    jest.advanceTimersByTime(10_000);
    expect(clock.signal.aborted).toBe(false);
    void stream.next();
    jest.advanceTimersByTime(200);
    expect(clock.signal.reason).toMatchObject({ code: 'upstream_timeout' });
    await stream.return();
    jest.useRealTimers();
  });
});
