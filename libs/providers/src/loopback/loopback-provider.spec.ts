import type { JsonObject } from '@app/kernel';
import fc from 'fast-check';
import type { Endpoint, ModelCall, ModelReply } from '../provider.js';
import { sseData } from '../wire/sse-event.js';
import { LoopbackProvider } from './loopback-provider.js';

const provider = new LoopbackProvider({ kind: 'loopback', id: 'loopback' });

function aCall(endpoint: Endpoint, body: JsonObject, signal = new AbortController().signal): ModelCall {
  const model = endpoint === 'embeddings' ? 'embed' : 'echo';
  return {
    endpoint,
    model,
    requestedModel: `loopback/${model}`,
    body,
    bytes: Buffer.from(JSON.stringify(body)),
    requestId: 'req-1',
    signal,
  };
}

const chat = (body: JsonObject): Promise<ModelReply> =>
  provider.call(aCall('chat', { messages: [{ role: 'user', content: 'one two  three' }], ...body }));
const embed = (body: JsonObject): Promise<ModelReply> => provider.call(aCall('embeddings', body));

interface Parsed {
  readonly model: string;
  readonly choices: {
    message?: { content: string };
    text?: string;
    delta?: { role?: string; content?: string };
    finish_reason: string | null;
  }[];
  readonly usage?: object;
  readonly data: { embedding: number[] | string }[];
}

function parsed(reply: ModelReply): Parsed {
  if (reply.kind !== 'whole') throw new Error('wanted a whole reply');
  return JSON.parse(reply.bytes.toString()) as Parsed;
}

async function events(reply: ModelReply): Promise<Parsed[]> {
  if (reply.kind !== 'stream') throw new Error('wanted a stream');
  const data: string[] = [];
  for await (const chunk of reply.chunks) data.push(sseData(chunk) ?? '');
  expect(data.pop()).toBe('[DONE]');
  return data.map((text) => JSON.parse(text) as Parsed);
}

describe('loopback/echo', () => {
  it('says the last user message back', async () => {
    const messages = [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'first' },
      {
        role: 'user',
        content: [{ type: 'text', text: 'second ' }, { type: 'image_url' }, { type: 'text', text: 'part' }],
      },
      { role: 'assistant', content: null },
    ];
    const reply = parsed(await chat({ messages }));
    expect(reply).toMatchObject({
      object: 'chat.completion',
      model: 'loopback/echo',
      choices: [{ index: 0, message: { role: 'assistant', content: 'second part' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
    });
  });

  it('streams any text back exactly, a word at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'é', '🦊', ' ', '\n', '"') }),
        async (content) => {
          const all = await events(await chat({ messages: [{ role: 'user', content }], stream: true }));
          expect(all.map(({ choices }) => choices[0]?.delta?.content ?? '').join('')).toBe(content);
          expect(all[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
          expect(all.map(({ choices }) => choices[0]?.finish_reason)).toEqual([
            ...all.slice(1).map(() => null),
            'stop',
          ]);
        },
      ),
    );
  });

  it('tells its usage at the end of a stream when asked', async () => {
    const all = await events(await chat({ stream: true, stream_options: { include_usage: true } }));
    expect(all.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
    });
    expect(all.slice(0, -1).some((event) => 'usage' in event)).toBe(false);
  });

  it.each<[JsonObject, string, string]>([
    [{ max_tokens: 2 }, 'one two  ', 'length'],
    [{ max_completion_tokens: 1, max_tokens: 2 }, 'one ', 'length'],
    [{ max_tokens: 3 }, 'one two  three', 'stop'],
    [{ stop: 'two' }, 'one ', 'stop'],
    [{ stop: ['x', 'thr', ' t'] }, 'one', 'stop'],
    [{ stop: null, max_tokens: null, stream: null, stream_options: null }, 'one two  three', 'stop'],
  ])('honours %j', async (body, content, finish) => {
    expect(parsed(await chat(body)).choices[0]).toMatchObject({
      message: { content },
      finish_reason: finish,
    });
  });

  it('completes prompts, one choice for each', async () => {
    const reply = parsed(await provider.call(aCall('completions', { prompt: ['a b', 'c'] })));
    expect(reply).toMatchObject({
      object: 'text_completion',
      choices: [{ text: 'a b' }, { index: 1, text: 'c' }],
      usage: { prompt_tokens: 3, completion_tokens: 3 },
    });
    const all = await events(await provider.call(aCall('completions', { prompt: 'a b', stream: true })));
    expect(all.map(({ choices }) => choices[0]?.text)).toEqual(['a ', 'b', '']);
  });

  it.each<[string, JsonObject]>([
    ['messages', { messages: 'hi' }],
    ['messages', { messages: [] }],
    ['messages', { messages: [{ role: 'system', content: 'a' }] }],
    ['messages[1]', { messages: [{ role: 'user', content: 'a' }, 7] }],
    ['messages[0].role', { messages: [{ content: 'a' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 7 }] }],
    ['messages[0].content[0]', { messages: [{ role: 'user', content: ['a'] }] }],
    ['messages[0].content[0].text', { messages: [{ role: 'user', content: [{ type: 'text' }] }] }],
    ['stream', { stream: 'yes' }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_tokens', { max_tokens: 1.5 }],
    ['max_completion_tokens', { max_completion_tokens: '5' }],
    ['stop', { stop: 7 }],
    ['stop', { stop: ['a', 7] }],
    ['stream_options', { stream_options: true }],
    ['stream_options.include_usage', { stream_options: { include_usage: 1 } }],
  ])('names the field at fault: %s', async (param, body) => {
    await expect(chat(body)).rejects.toMatchObject({
      code: 'invalid_request',
      param,
      message: expect.stringContaining(`${param} must be`) as string,
    });
  });

  it('stops when the client leaves', async () => {
    const leaving = new AbortController();
    const body = { messages: [{ role: 'user', content: 'a b c' }], stream: true };
    const reply = await provider.call(aCall('chat', body, leaving.signal));
    leaving.abort();
    await expect(events(reply)).rejects.toMatchObject({ code: 'client_closed_request' });
  });
});

describe('loopback/embed', () => {
  const vector = async (body: JsonObject): Promise<number[]> => {
    const { embedding } = parsed(await embed(body)).data[0]!;
    if (typeof embedding !== 'string') return embedding;
    const bytes = Buffer.from(embedding, 'base64');
    return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  };

  it('gives the same text the same vector of length 1, and another text another', async () => {
    const given = await vector({ input: 'one' });
    expect(given).toHaveLength(64);
    expect(Math.hypot(...given)).toBeCloseTo(1, 6);
    expect(await vector({ input: 'one' })).toEqual(given);
    expect(await vector({ input: 'two' })).not.toEqual(given);
  });

  it('holds the same numbers in base64 as in float', async () => {
    const floats = await vector({ input: 'one', encoding_format: 'float' });
    expect(await vector({ input: 'one', encoding_format: 'base64' })).toEqual(floats);
  });

  it('cuts to the dimensions asked for and keeps length 1', async () => {
    const short = await vector({ input: 'one', dimensions: 3 });
    expect(short).toHaveLength(3);
    expect(Math.hypot(...short)).toBeCloseTo(1, 6);
  });

  it.each<[JsonObject['input'], number, number]>([
    [['a b', 'c'], 2, 3],
    [[1, 2, 3], 1, 3],
    [[[1, 2], [3]], 2, 3],
  ])('takes %j', async (input, count, tokens) => {
    const reply = parsed(await embed({ input }));
    expect(reply.data).toHaveLength(count);
    expect(reply).toMatchObject({
      model: 'loopback/embed',
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
  });

  it.each<[string, JsonObject]>([
    ['input', {}],
    ['input', { input: '' }],
    ['input', { input: [] }],
    ['input', { input: { a: 1 } }],
    ['input[1]', { input: ['a', null] }],
    ['input[0]', { input: [[1.5]] }],
    ['dimensions', { input: 'a', dimensions: 65 }],
    ['dimensions', { input: 'a', dimensions: 0 }],
    ['encoding_format', { input: 'a', encoding_format: 'hex' }],
  ])('names the field at fault: %s', async (param, body) => {
    await expect(embed(body)).rejects.toMatchObject({ code: 'invalid_request', param });
  });
});

describe('the loopback provider', () => {
  it('lists its two models', async () => {
    const models = await provider.listModels(new AbortController().signal);
    expect(models.map(({ id }) => id)).toEqual(['echo', 'embed']);
  });

  it('knows no other model', async () => {
    const call = { ...aCall('chat', {}), model: 'gpt', requestedModel: 'loopback/gpt' };
    await expect(provider.call(call)).rejects.toMatchObject({ code: 'model_not_found', param: 'model' });
  });

  it.each<[Endpoint, string]>([
    ['embeddings', 'echo'],
    ['chat', 'embed'],
  ])('does not serve %s with %s', async (endpoint, model) => {
    await expect(provider.call({ ...aCall(endpoint, {}), model })).rejects.toMatchObject({
      code: 'invalid_request',
      param: 'model',
    });
  });
});
